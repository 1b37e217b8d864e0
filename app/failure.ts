// From what an action threw to what the client may know of it.
import { isDatabaseAway } from "#lib/database-away.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import type { ActionFailure } from "./result.ts";

/** All values that the sentences of `errors` use; each AppError carries those of its own code. */
type SentenceValues = Record<
  "username" | "given" | "label" | "model" | "minutes" | "min" | "email" | "host" | "code" | "fault",
  string
> & {
  minutes: number;
};
type Sentences = (code: AppError["code"], values: SentenceValues) => string;

/** Only an AppError is told to the client. Of any other error the log has the words, and the client a general sentence. */
export function actionFailureOf(thrown: unknown, sentenceOf: Sentences): ActionFailure {
  const error =
    thrown instanceof AppError ? thrown : new AppError(isDatabaseAway(thrown) ? "database_away" : "internal");
  if (error.code === "internal") log.error({ err: thrown }, "action failed");
  const { code, values, field } = error;
  const sentence = sentenceOf(code, values as SentenceValues);
  return { ok: false, code, error: sentence, values, ...(field ? { field } : {}) };
}
