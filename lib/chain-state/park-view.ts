// Parks as pages show them, and which of them mean that the key itself is at fault.
import {
  type ErrorClass,
  errorClasses,
  meanings,
  nameOf,
  type Scope,
  type ScopeId,
} from "../fallback/index.ts";

/** Why a key is not used. `unreadable`: our server cannot decrypt it, since ENCRYPTION_KEY was changed. */
export type KeyFault = ErrorClass | "unreadable";

/** Whether the class means that the key is unusable until somebody acts. */
export const isRefusal = (kind: string | null): kind is ErrorClass =>
  errorClasses.some((each) => each === kind && meanings[each].condemnsKey);

/** Classes that an admin fixes by hand: a successful check or an edit ends their parks. */
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

/** Parks by what they park: there may be thousands, and a page asks for each key and model. */
export interface ParkIndex {
  get(scope: ScopeId): ParkView | undefined;
  /** Of any machine. */
  readonly egress: readonly ParkView[];
}

export function indexParks(parks: readonly ParkView[]): ParkIndex {
  const named = new Map(parks.map((park) => [nameOf(park), park]));
  return {
    get: (scope) => named.get(nameOf(scope)),
    egress: parks.filter(({ scope }) => scope === "egress"),
  };
}
