// The queue as the rest of the worker sees it, and the place where another engine would stand: `queueContract` (bots/fixtures/queue-contract.ts) says
// what it must keep. Four verbs are here; the fifth, wake, is `arrived` of lanes.ts: a hint that spares the poll.
import { claimLanes, renewLanes } from "./claims.ts";
import { storeAndClaim } from "./inbox.ts";
import { settle } from "./settle.ts";

export interface Queue {
  /** Stores updates once, in order, before Telegram hears that they were received; may claim their lanes with it. */
  store: typeof storeAndClaim;
  /** Takes lanes in which something waits, each for one worker, fairly among tenants and bots. */
  claim: typeof claimLanes;
  /** Ends a unit: its updates, its answer and the lane, all or nothing, if the fence still holds. */
  settle: typeof settle;
  /** Prolongs leases. */
  renew: typeof renewLanes;
}

export const queue: Queue = { store: storeAndClaim, claim: claimLanes, settle, renew: renewLanes };
