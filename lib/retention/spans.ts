// How long a tenant's data is kept. Pure, and without the schema: pages use it in the browser.

export interface Spans {
  /** Texts: questions, answers, and what operators wrote. */
  messageMonths: number;
  /** The calls of an answer: which key and model were tried, and what came of it. */
  callMonths: number;
  /** Updates of Telegram that were handled. */
  updateDays: number;
}

export const defaultSpans: Spans = { messageMonths: 12, callMonths: 3, updateDays: 7 };

/**
 * What an owner may choose. Telegram repeats an update for up to a day, and a promised answer comes within hours, so updates
 * stay for two days at least.
 */
export const spanChoices = {
  messageMonths: [1, 3, 6, 12, 24, 36, 60],
  callMonths: [1, 3, 6, 12],
  updateDays: [2, 7, 14, 30],
} as const satisfies Record<keyof Spans, readonly number[]>;

type StoredSpans = { [K in keyof Spans]: number | null };

/** @param stored null: nothing was chosen */
export function spansFrom(stored: StoredSpans | null): Spans {
  const messageMonths = stored?.messageMonths ?? defaultSpans.messageMonths;
  return {
    messageMonths,
    // The calls go with their answer.
    callMonths: Math.min(stored?.callMonths ?? defaultSpans.callMonths, messageMonths),
    updateDays: stored?.updateDays ?? defaultSpans.updateDays,
  };
}
