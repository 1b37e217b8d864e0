import { getLocale } from "next-intl/server";
import { type AnswerTrace, getAnswer } from "#lib/answers/trace.ts";
import type { Context } from "#lib/context.ts";
import { labelled } from "#lib/keys/default-label.ts";

/** An answer with its keys named in the reader's language. @throws AppError "not_found" */
export async function labelledTrace(context: Context, id: string): Promise<AnswerTrace> {
  const [trace, locale] = await Promise.all([getAnswer(context, id), getLocale()]);
  const attempts = trace.attempts.map((attempt) => ({
    ...attempt,
    key: attempt.key && labelled(locale, attempt.key),
  }));
  return { ...trace, attempts };
}
