// How long what people write into a bot's knowledge may be, in characters; for forms too.

/** Of a source, a product, a column. */
export const NAME_MAX = 200;
export const QUESTION_MAX = 1_000;
export const ANSWER_MAX = 8_000;
