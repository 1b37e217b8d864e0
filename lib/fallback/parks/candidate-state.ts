// What deciding looks at, gathered once for each chain.
import type { Chain } from "../chain.ts";
import { scopeOf } from "../classify/classify.ts";
import type { Meter } from "../quotas/meter.ts";
import type { Quotas } from "../quotas/quotas.ts";
import type { Bucket, Governor } from "../quotas/refusal-cap.ts";
import type { Scope } from "../types.ts";
import type { Slot } from "./parks.ts";

/** One candidate's: the scopes that cover it, what its project used of its model, and its key's 4xx. */
export interface Place {
  readonly slots: readonly Slot[];
  readonly meter: Meter;
  readonly bucket: Bucket;
}

/** The places of the chain's candidates, in its order. */
export function placesOf(
  chain: Chain,
  slotOf: (scope: { scope: Scope; id: string }) => Slot,
  quotas: Quotas,
  governor: Governor,
): Place[] {
  return chain.candidates.map((candidate) => ({
    slots: [
      slotOf(scopeOf("key_model", candidate)),
      slotOf(scopeOf("project_model", candidate)),
      slotOf(scopeOf("key", candidate)),
      slotOf(scopeOf("project", candidate)),
      slotOf(scopeOf("model", candidate)),
      slotOf({ scope: "model", id: `${candidate.owner}/${candidate.model}` }),
      slotOf(scopeOf("egress", candidate)),
    ],
    meter: quotas.meterOf(candidate),
    bucket: governor.bucketOf(candidate.key.id),
  }));
}
