// The figures of a bot's memory. Without a schema, for the form in the browser.

/** Tokens of earlier talk that go with a question: the messages as they were, the summary, and what was asked to remember. */
export const TOKENS_MIN = 500;
export const TOKENS_MAX = 100_000;
export const IDLE_HOURS_MAX = 8_760;

/**
 * 4,000 tokens are about twenty short exchanges in Uzbek and cost $0.0012 a question with a model at $0.30 per million.
 * After a day of silence a conversation is a new one.
 */
export const usualMemory = { tokens: 4_000, summary: true, idleHours: 24, facts: true } as const;
