// Parks as pages show them, and which of them say that the key itself is at fault.
import type { ErrorClass } from "../fallback/types.ts";

/** Classes that say that the key itself is no good; anything else may pass without touching the key. */
export const refusals: readonly string[] = [
  "key_invalid",
  "key_blocked",
  "project_blocked",
] satisfies ErrorClass[];
export const isRefusal = (checkClass: string | null): boolean => refusals.includes(checkClass ?? "");

/** A park as the page needs it. */
export interface ParkView {
  scope: string;
  id: string;
  class: string;
  reason: string;
  until: Date | null;
}
