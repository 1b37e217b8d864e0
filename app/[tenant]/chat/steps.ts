// The one step that mends what kept a bot from answering. Pure.
import type { ErrorClass } from "#lib/fallback/index.ts";
import type { Cause } from "#lib/page-chat/cause.ts";

export type Step = "key" | "moreKeys" | "addKey" | "studio" | "models" | "prompt" | "again";

/** Where keys are made and projects get their billing. */
export const STUDIO = "https://aistudio.google.com/apikey";

const steps: Record<ErrorClass, Step> = {
  rate_minute: "again",
  rate_day: "moreKeys",
  rate_unknown: "again",
  no_entitlement: "studio",
  prepaid_empty: "studio",
  spend_cap: "studio",
  spend_rate: "again",
  key_invalid: "key",
  key_blocked: "key",
  model_denied: "models",
  project_blocked: "studio",
  project_refused: "studio",
  model_missing: "models",
  model_unfit: "models",
  overloaded: "again",
  internal: "again",
  timeout: "again",
  egress_refused: "again",
  location: "again",
  bad_request: "prompt",
  blocked: "prompt",
  empty: "again",
  unknown: "again",
};

export function stepOf(cause: Cause): Step {
  if (cause.kind === "no_key") return "addKey";
  return cause.kind === "no_model" ? "models" : steps[cause.class];
}
