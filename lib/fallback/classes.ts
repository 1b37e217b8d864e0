// What each error class means to the chain, for any provider. Which evidence makes which class is the provider's part
// (Provider.understand).
import type { ErrorClass, Next, Scope } from "./types.ts";

/** What the chain does about one class of failure. */
export interface Meaning {
  /** The scope that one failure parks; null: none. */
  readonly parks: Scope | null;
  /**
   * The wider scope that is parked when several failures agree (agreement.ts): for `base` ms, doubled by each strike
   * up to `cap` ms.
   */
  readonly widens?: { readonly scope: Scope; readonly base: number; readonly cap: number };
  /** Who is asked next; absent: `candidate`. */
  readonly next?: Next;
  /** The park ends at its deadline. Absent: half-open, one message probes first. */
  readonly endsByItself?: true;
  /** An admin's edit of the key ends the park. */
  readonly endsWithEdit?: true;
  /** The deadline is a time to probe, not a time when it will work: no answer is promised on it. */
  readonly promisesNothing?: true;
  /** The key is unusable until somebody acts. */
  readonly condemnsKey?: true;
  /** The message may be the cause: it is not asked again because of it, and its 4xx do not count against the key. */
  readonly followsMessage?: true;
  /** The answer itself shows that key, project and model work: their parks close. */
  readonly provesWorking?: true;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const model = (base: number, cap = base) => ({ scope: "model" as const, base, cap });
const egress = (base: number) => ({ scope: "egress" as const, base, cap: base });

/** The meaning of every error class. */
export const meanings: Readonly<Record<ErrorClass, Meaning>> = {
  rate_minute: { parks: "project_model", endsByItself: true },
  rate_day: { parks: "project_model", endsByItself: true },
  rate_unknown: { parks: "key_model" },
  no_entitlement: { parks: "project_model", endsWithEdit: true, promisesNothing: true },
  prepaid_empty: { parks: "project", endsWithEdit: true, condemnsKey: true, promisesNothing: true },
  spend_cap: { parks: "project", endsByItself: true, endsWithEdit: true },
  spend_rate: { parks: "project", endsByItself: true },
  key_invalid: { parks: "key", condemnsKey: true, promisesNothing: true },
  key_blocked: { parks: "key", condemnsKey: true, promisesNothing: true },
  model_denied: {
    parks: "key_model",
    widens: { scope: "key", base: hour, cap: hour },
    promisesNothing: true,
  },
  project_blocked: { parks: "project", endsWithEdit: true, condemnsKey: true, promisesNothing: true },
  project_refused: { parks: "project", endsWithEdit: true, condemnsKey: true, promisesNothing: true },
  model_missing: { parks: "project_model", widens: model(24 * hour), promisesNothing: true },
  model_unfit: { parks: "model", next: "adapted", promisesNothing: true },
  overloaded: {
    parks: "project_model",
    widens: model(10 * second, 5 * minute),
    next: "project",
    endsByItself: true,
  },
  internal: { parks: null, widens: model(10 * second), followsMessage: true },
  timeout: { parks: "key_model", widens: egress(10 * second) },
  egress_refused: { parks: "project", widens: egress(5 * minute) },
  location: { parks: "project", widens: egress(5 * minute) },
  bad_request: { parks: null, next: "other", followsMessage: true },
  blocked: { parks: null, next: "other", followsMessage: true, provesWorking: true },
  empty: { parks: null, next: "model", followsMessage: true, provesWorking: true },
  unknown: { parks: "key_model" },
};
