// Work that workers claim by leases in its rows: looked for, done a few at a time, its leases renewed meanwhile. What a worker
// leaves, another one goes on with.
import { log } from "#lib/log.ts";
import { isTransient } from "./database.ts";

const LOOK_MS = 1_000;
const RENEW_MS = 3_000;

interface Work<Claim> {
  /** For the log: "broadcasts". */
  what: string;
  atOnce: number;
  /** @param busy what is under way here */
  claim(room: number, busy: readonly Claim[]): Promise<Claim[]>;
  /** @returns ids of those that are still held */
  renew(claims: readonly Claim[]): Promise<ReadonlySet<string>>;
  idOf(claim: Claim): string;
  /** Until it is over, or handed on. The signal aborts when the claim is lost or the worker stops. Never rejects. */
  run(claim: Claim, signal: AbortSignal): Promise<void>;
  /** Before each look. */
  onLook?(): void;
  lookMs?: number;
}

export interface ClaimedWork {
  /** Resolves when nothing is under way any more; what is left goes to other workers. */
  stop(): Promise<void>;
}

export function startClaimedWork<Claim>({
  what,
  atOnce,
  claim: claimMore,
  renew: renewThose,
  idOf,
  run,
  onLook,
  lookMs = LOOK_MS,
}: Work<Claim>): ClaimedWork {
  const busy = new Map<Claim, { done: Promise<void>; abort: AbortController }>();
  let stopped = false;
  let renewedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  function begin(claim: Claim): void {
    const abort = new AbortController();
    const done = run(claim, abort.signal).finally(() => {
      busy.delete(claim);
      lookIn(0);
    });
    busy.set(claim, { done, abort });
  }

  async function renew(): Promise<void> {
    if (busy.size === 0 || performance.now() - renewedAt < RENEW_MS) return;
    renewedAt = performance.now();
    const claims = [...busy.keys()];
    const held = await renewThose(claims);
    for (const claim of claims) if (!held.has(idOf(claim))) busy.get(claim)?.abort.abort();
  }

  async function look(): Promise<void> {
    onLook?.();
    try {
      await renew();
      const room = atOnce - busy.size;
      if (room > 0) for (const claim of await claimMore(room, [...busy.keys()])) begin(claim);
    } catch (error) {
      // That the database is away is reported by the lanes.
      if (!isTransient(error)) log.error({ reason: (error as Error).message }, `${what} were not looked for`);
    }
  }

  function lookIn(ms: number): void {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => {
      looking = looking.then(look).then(() => lookIn(lookMs));
    }, ms);
  }

  lookIn(lookMs);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
      for (const { abort } of busy.values()) abort.abort();
      await Promise.all([...busy.values()].map(({ done }) => done));
    },
  };
}
