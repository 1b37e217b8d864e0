// Parks as pages show them, and which of them say that the key itself is at fault.
import type { ErrorClass, Scope } from "../fallback/types.ts";

/** Classes that say that the key itself is no good; anything else may pass without touching the key. */
export const refusals = [
  "key_invalid",
  "key_blocked",
  "project_blocked",
] as const satisfies readonly ErrorClass[];
export type Refusal = (typeof refusals)[number];

const refused: ReadonlySet<string | null> = new Set(refusals);
export const isRefusal = (kind: string | null): kind is Refusal => refused.has(kind);

/** A park as the page needs it. */
export interface ParkView {
  scope: Scope;
  id: string;
  class: ErrorClass;
  reason: string;
  until: Date | null;
}
