// What each class of failure means to the chain, whichever provider saw it. The evidence that tells a class is the
// provider's (Provider.understand).
import type { ErrorClass, Next, Scope } from "./types.ts";

export interface Meaning {
  /** What one such failure proves, and so leaves out; null: nothing. */
  readonly parks: Scope | null;
  /**
   * The wider scope that several of them prove together (agreement.ts), left out for `base` ms, doubled by each
   * strike up to `cap`.
   */
  readonly widens?: { readonly scope: Scope; readonly base: number; readonly cap: number };
  /** candidate, where absent. */
  readonly next?: Next;
  /** Its park simply ends; absent: one message has to find out whether it is over. */
  readonly endsByItself?: true;
  /** An edit of the key ends its park: what it is about is set right by hand. */
  readonly endsWithEdit?: true;
  /** Its deadline is for a probe now and then: that it works by then is only a hope. */
  readonly promisesNothing?: true;
  /** The key cannot be used at all until somebody acts. */
  readonly condemnsKey?: true;
  /** The message may have caused it: nothing is asked again later on its account. */
  readonly followsMessage?: true;
  /** The answer itself shows that key, project and model work. */
  readonly provesWorking?: true;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const model = (base: number, cap = base) => ({ scope: "model" as const, base, cap });
const egress = (base: number) => ({ scope: "egress" as const, base, cap: base });

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
