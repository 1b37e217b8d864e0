// The state that deciding reads, looked up once per chain.
import type { Chain } from "../chain.ts";
import type { Meter } from "../quotas/meter.ts";
import type { Quotas } from "../quotas/quotas.ts";
import type { RefusalCap, TokenBucket } from "../quotas/refusal-cap.ts";
import { type ScopeId, scopesOf } from "../scopes.ts";
import type { Slot } from "./parks.ts";

/** State of one candidate: the scopes that cover it, what its project used of its model, and its key's 4xx. */
export interface CandidateState {
  readonly slots: readonly Slot[];
  readonly meter: Meter;
  readonly bucket: TokenBucket;
}

/** The states of the chain's candidates, in its order. */
export function candidateStates(
  chain: Chain,
  slotOf: (scope: ScopeId) => Slot,
  quotas: Quotas,
  refusalCap: RefusalCap,
): CandidateState[] {
  return chain.candidates.map((candidate) => ({
    slots: scopesOf(candidate).map(slotOf),
    meter: quotas.meterOf(candidate),
    bucket: refusalCap.bucketOf(candidate.key.id),
  }));
}
