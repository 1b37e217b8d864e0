// What a person asked a bot to remember: how much of it there may be. Written with the answer (bots/queue/settle.ts), so
// that a worker's death neither loses nor repeats it.

export interface Fact {
  id: string;
  text: string;
}

/** Of one person with one bot; the oldest goes where one more is asked for. */
export const FACTS_MAX = 20;
/** Characters of one. */
export const FACT_MAX = 200;
/** Of one answer: nobody asks for more at once, but a model may be talked into it. */
export const FACTS_AT_ONCE = 5;

/** What an answer changes of them. */
export interface RememberedChange {
  personId: number;
  /** Texts to remember. */
  keep: readonly string[];
  /** Ids of what is forgotten. */
  drop: readonly string[];
}

/** One line of visible characters, within the limit; empty: there is nothing to remember. */
export const factFrom = (text: string): string =>
  text
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, FACT_MAX)
    .trim();
