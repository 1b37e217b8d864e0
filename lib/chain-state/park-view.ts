// Parks as pages show them, and which of them say that the key itself is at fault.
import { type ErrorClass, errorClasses, meanings, type Scope } from "../fallback/index.ts";

/** Whether the class says that the key cannot be used until somebody acts; anything else may pass by itself. */
export const isRefusal = (kind: string | null): kind is ErrorClass =>
  errorClasses.some((each) => each === kind && meanings[each].condemnsKey);

/** What an admin sets right by hand, so that a good check or an edit ends it. */
export const mendable: readonly ErrorClass[] = errorClasses.filter(
  (kind) => meanings[kind].condemnsKey || meanings[kind].endsWithEdit,
);

/** A park as the page needs it. */
export interface ParkView {
  scope: Scope;
  id: string;
  class: ErrorClass;
  reason: string;
  until: Date | null;
}
