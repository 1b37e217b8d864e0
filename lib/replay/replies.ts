// What Google would say, by class: just enough of it for lib/fallback to understand it as that class.
import { spanOf } from "../fallback/clocks.ts";
import { type ErrorClass, UpstreamError } from "../fallback/types.ts";

const failure = (httpStatus: number, error: object) => new UpstreamError({ httpStatus, body: { error } });

function quota(window: "Minute" | "Day", now: number, value?: number): UpstreamError {
  const seconds = Math.ceil((spanOf("minute", now).endsAt - now) / 1000);
  const violation = {
    quotaId: `GenerateRequestsPer${window}PerProjectPerModel`,
    quotaMetric: "generate_requests",
    quotaValue: value,
  };
  return failure(429, { details: [{ violations: [violation] }, { retryDelay: `${seconds}s` }] });
}

type Reply = (now: number, limit?: number) => UpstreamError;

const replies: Record<Exclude<ErrorClass, "blocked" | "empty">, Reply> = {
  timeout: () => new UpstreamError({ networkCode: "ETIMEDOUT" }),
  rate_minute: (now, limit) => quota("Minute", now, limit),
  rate_day: (now, limit) => quota("Day", now, limit),
  no_entitlement: (now) => quota("Day", now, 0),
  spend_cap: () => failure(429, { message: "The monthly spending cap is reached." }),
  rate_unknown: () => failure(429, { message: "Resource has been exhausted" }),
  model_missing: () => failure(404, { status: "NOT_FOUND" }),
  key_invalid: () => failure(400, { details: [{ reason: "API_KEY_INVALID" }] }),
  key_blocked: () => failure(403, { status: "PERMISSION_DENIED" }),
  project_blocked: () => failure(403, { details: [{ reason: "CONSUMER_SUSPENDED" }] }),
  overloaded: () => failure(503, { status: "UNAVAILABLE" }),
  internal: () => failure(500, { status: "INTERNAL" }),
  location: () => failure(400, { message: "User location is not supported for the API use." }),
  bad_request: () => failure(400, { message: "Request contains an invalid argument." }),
  unknown: () => failure(418, { message: "An answer that no rule knows" }),
};

/** @returns null for classes that are no error but an answer of its own kind (see `ends`). */
export function replyOf(kind: ErrorClass, now: number, limit?: number): UpstreamError | null {
  return kind in ends ? null : replies[kind as keyof typeof replies](now, limit);
}

/** How a 200 ends that is no answer. */
export const ends = {
  blocked: { finishReason: null, blockReason: "PROHIBITED_CONTENT" },
  empty: { finishReason: "STOP", blockReason: null },
} as const;
