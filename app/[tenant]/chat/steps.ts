// The one step that mends a failure of a question in the page. Pure.
import type { ErrorClass } from "#lib/fallback/index.ts";

export type MendStep = "key" | "moreKeys" | "studio" | "models" | "prompt" | "again";

const steps: Record<ErrorClass, MendStep> = {
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

export const stepOf = (kind: ErrorClass): MendStep => steps[kind];
