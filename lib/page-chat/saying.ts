// What a page shows of a chat: texts as Telegram would show them, and who answered, or why nobody did.
import type { AnswerTrace } from "../answers/trace.ts";
import { getBot } from "../bots/list.ts";
import type { Context } from "../context.ts";
import { labelIn, labelled } from "../keys/default-label.ts";
import type { Rendered } from "../markdown/entities.ts";
import { render } from "../markdown/render.ts";
import { split } from "../markdown/split.ts";
import type { Locale } from "../messages/locales.ts";
import { type AnswerCause, causeOf } from "./cause.ts";
import type { PageExchange } from "./exchange.ts";
import type { PageEvent } from "./follow.ts";

/** Messages as Telegram would show them. */
type Shown = readonly Rendered[];

export interface PageAnswer {
  id: string;
  /** Empty where nobody answered: what Telegram's people read then is no news to a member. */
  text: Shown;
  /** Who answered; null: nobody. */
  by: { model: string; label: string; last4: string } | null;
  /** Calls to Google. */
  attempts: number;
  totalMs: number | null;
  /** Why nobody answered; null: somebody did, or it was stopped. */
  cause: AnswerCause | null;
}

export type Saying =
  | { kind: "ready" }
  /** Nothing is said just now. */
  | { kind: "beat" }
  | { kind: "text"; text: Shown }
  | { kind: "note"; text: string }
  | { kind: "over"; answer: PageAnswer | null };

const shownOf = (markdown: string): Shown => split(render(markdown));

async function whyNot(
  context: Context,
  { attempts, bot }: AnswerTrace,
  locale: Locale,
): Promise<AnswerCause | null> {
  const view = await getBot(context, bot.id);
  const cause = view && causeOf(attempts, view.condition);
  return cause?.kind === "failure" ? { ...cause, key: labelled(locale, cause.key) } : cause;
}

async function answerOf(context: Context, trace: AnswerTrace, locale: Locale): Promise<PageAnswer> {
  const { id, state, exchange, attempts, totalMs } = trace;
  const failed = state === "apologised" || state === "refused";
  const by = attempts.find((attempt) => attempt.class === "ok");
  return {
    id,
    text: failed ? [] : shownOf(exchange?.text ?? ""),
    by: by?.key
      ? { model: by.modelVersion ?? by.model, label: labelIn(locale, by.key.label), last4: by.key.last4 }
      : null,
    attempts: attempts.length,
    totalMs,
    cause: failed ? await whyNot(context, trace, locale) : null,
  };
}

/** @param locale of the page */
export async function sayingOf(context: Context, event: PageEvent, locale: Locale): Promise<Saying> {
  if (event.kind === "text") return { kind: "text", text: shownOf(event.text) };
  if (event.kind !== "over") return event;
  const { state } = event;
  return {
    kind: "over",
    answer: state.kind === "answered" ? await answerOf(context, state.answer, locale) : null,
  };
}

/** An exchange of earlier. */
export const shownExchange = ({
  id,
  question,
  text,
}: PageExchange): { id: string; question: string; text: Shown } => ({
  id,
  question,
  text: shownOf(text),
});
export type ShownExchange = ReturnType<typeof shownExchange>;
