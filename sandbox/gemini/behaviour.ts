// Configurable behaviour of answers: latency and failures. A "token" is a word.

export interface Behaviour {
  /** Delay before the first token; `tokenMs` is the delay between tokens. */
  firstTokenMs?: number;
  tokenMs?: number;
  /** The connection breaks after this many tokens. */
  cutAfterTokens?: number | null;
  /** The stream ends normally after this many tokens, but without a finish reason. */
  endWithoutFinishAfterTokens?: number | null;
  /** An error object is sent inside the stream after this many tokens. */
  errorAfterTokens?: number | null;
  /** The stream sends nothing more after this many tokens; the connection stays open. */
  stallAfterTokens?: number | null;
  /** After this many tokens the answer waits for as long as this is set; 0: before the first, without a sign of life. */
  waitAfterTokens?: number | null;
  /** Accepts the request and never answers. */
  hang?: boolean;
  /** 200 without text. */
  empty?: boolean;
  /** The prompt is blocked for this reason; true means PROHIBITED_CONTENT. */
  block?: boolean | string | null;
  /** Finish reason instead of STOP, such as SAFETY or RECITATION; the text so far is sent. */
  finishReason?: string | null;
  /** Ends with MAX_TOKENS after this many tokens; 0 sends no text. */
  maxTokens?: number | null;
}

const numbers = [
  "firstTokenMs",
  "tokenMs",
  "cutAfterTokens",
  "endWithoutFinishAfterTokens",
  "errorAfterTokens",
  "stallAfterTokens",
  "waitAfterTokens",
  "maxTokens",
] as const;

/** Picks the behaviour fields of `given`. @throws Error if a numeric field is not a number. */
export function behaviourOf(given: Record<string, unknown>): Behaviour {
  const behaviour: Record<string, unknown> = {};
  for (const name of numbers) {
    const value = given[name];
    if (value === undefined) continue;
    if (value !== null && !(typeof value === "number" && value >= 0))
      throw new Error(`${name} must be a number.`);
    behaviour[name] = value;
  }
  for (const name of ["hang", "empty", "block", "finishReason"])
    if (given[name] !== undefined) behaviour[name] = given[name];
  return behaviour;
}

/** A behaviour without null fields. */
export type Merged = { [Name in keyof Behaviour]: Exclude<Behaviour[Name], null> };

/** Later behaviours win; a field that is missing or null falls back to the one before. */
export function merge(...behaviours: Behaviour[]): Merged {
  const merged: Record<string, unknown> = {};
  for (const behaviour of behaviours)
    for (const [name, value] of Object.entries(behaviour)) if (value !== null) merged[name] = value;
  return merged;
}

const markers: [pattern: RegExp, behaviour: Behaviour][] = [
  [/\[\[block\]\]/, { block: true }],
  [/\[\[empty\]\]/, { empty: true }],
  [/\[\[hang\]\]/, { hang: true }],
  [/\[\[cut\]\]/, { cutAfterTokens: 10 }],
  [/\[\[max\]\]/, { maxTokens: 10 }],
];

/** Behaviour requested by markers in the user's text, as in `tell me a joke [[cut]]`. */
export const behaviourInText = (text: string) =>
  merge(...markers.flatMap(([pattern, behaviour]) => (pattern.test(text) ? [behaviour] : [])));
