// From what a handler threw to the one shape of errors.
import { createTranslator } from "use-intl/core";
import { z } from "zod";
import { isDatabaseAway } from "../database-away.ts";
import { AppError, type ErrorCode } from "../errors.ts";
import { log } from "../log.ts";
import errors from "../messages/en/errors.ts";

export const ApiError = z.object({
  error: z.object({
    code: z.string().describe("For programs; it does not change"),
    message: z.string().describe("One sentence for people, in English"),
    field: z.string().optional().describe("The part of the request that it is about"),
  }),
});
export type ApiFailure = z.infer<typeof ApiError>;

const sentenceOf = createTranslator({ locale: "en", messages: errors }) as unknown as (
  code: ErrorCode,
  values: Record<string, string | number>,
) => string;

const statuses: Partial<Record<ErrorCode, number>> = {
  token_missing: 401,
  token_refused: 401,
  token_weak: 403,
  token_scope: 403,
  forbidden: 403,
  members_only: 403,
  not_found: 404,
  no_method: 405,
  conflict: 409,
  bot_duplicate: 409,
  bot_taken: 409,
  key_duplicate: 409,
  limit_reached: 409,
  body_large: 413,
  too_many_requests: 429,
  too_many_tries: 429,
  internal: 500,
  telegram_unreachable: 502,
  telegram_out_of_reach: 502,
  gemini_unreachable: 502,
  busy: 503,
  database_away: 503,
};
/** Whatever else is wrong is wrong with what was sent. */
const statusOf = (code: ErrorCode): number => statuses[code] ?? 422;

/** Only an AppError is told. Of any other the log has the words, and the program a general sentence. */
export function failureOf(thrown: unknown): { status: number; body: ApiFailure; retryAfterS: number | null } {
  const error =
    thrown instanceof AppError ? thrown : new AppError(isDatabaseAway(thrown) ? "database_away" : "internal");
  if (error.code === "internal") log.error({ err: thrown }, "a request of a program failed");
  const { code, values, field, detail } = error as AppError & { detail?: string };
  const message = detail ?? sentenceOf(code, values);
  const status = statusOf(code);
  const waits = values.seconds ?? (values.minutes === undefined ? undefined : Number(values.minutes) * 60);
  const retryAfterS = status === 429 ? Number(waits ?? 60) : status === 503 ? 5 : null;
  return { status, body: { error: { code, message, ...(field && { field }) } }, retryAfterS };
}

/** Of a request that does not fit its schema: which part, and what is wrong with it. */
export class UnfitRequest extends AppError {
  readonly detail: string;

  constructor(part: "query" | "body", { issues: [issue] }: z.ZodError) {
    const path = issue?.path.join(".") ?? "";
    const unknown = issue?.code === "unrecognized_keys" ? issue.keys.join(", ") : "";
    const field = [path, unknown].filter(Boolean).join(".");
    super("invalid", {}, field || part);
    const what = unknown ? "there is no such field" : (issue?.message ?? "invalid");
    this.detail = `The ${part} does not fit${field ? ` at ${field}` : ""}: ${what}.`;
  }
}
