// How an answer comes: how fast, how far, and what becomes of it on the way. A "token" is a word.

export interface Behaviour {
  /** Before the first token, and between two. */
  firstTokenMs?: number;
  tokenMs?: number;
  /** The connection breaks after so many tokens. */
  cutAfterTokens?: number | null;
  /** The stream ends properly, but no finish reason was said, after so many tokens. */
  endWithoutFinishAfterTokens?: number | null;
  /** An error of this HTTP status comes inside the stream, after so many tokens. */
  errorAfterTokens?: number | null;
  /** Nothing more comes after so many tokens; the connection stays open. */
  stallAfterTokens?: number | null;
  /** Takes the request, and never answers. */
  hang?: boolean;
  /** 200 with no text. */
  empty?: boolean;
  /** The prompt is refused for this reason, such as PROHIBITED_CONTENT; true for that one. */
  block?: boolean | string | null;
  /** Ends for this reason instead of STOP, such as SAFETY or RECITATION, with the text so far. */
  finishReason?: string | null;
  /** MAX_TOKENS after so many tokens; 0 for none at all. */
  maxTokens?: number | null;
}

const numbers = [
  "firstTokenMs",
  "tokenMs",
  "cutAfterTokens",
  "endWithoutFinishAfterTokens",
  "errorAfterTokens",
  "stallAfterTokens",
  "maxTokens",
] as const;

/** The fields of `given` that are a behaviour. @throws Error for a number that is none. */
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

/** A behaviour without what is set to null. */
export type Merged = { [Name in keyof Behaviour]: Exclude<Behaviour[Name], null> };

/** The later wins; what it leaves out or sets to null is taken from the one before. */
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

/** What the user's own text asks for, as in `tell me a joke [[cut]]`. */
export const behaviourInText = (text: string) =>
  merge(...markers.flatMap(([pattern, behaviour]) => (pattern.test(text) ? [behaviour] : [])));
