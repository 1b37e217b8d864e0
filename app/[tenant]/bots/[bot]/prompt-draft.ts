// How the text in the editor stands to what the database holds. Pure.

interface Draft {
  /** As typed. */
  text: string;
  /** What `text` was made from. */
  base: string;
  /** What the database holds. */
  held: string;
}

interface Standing {
  /** Typed and not saved. */
  dirty: boolean;
  /** Somebody else has saved another text, and to take it over would lose what was typed. */
  conflict: boolean;
  /** What the database holds may be taken over: nothing typed would be lost. */
  adopt: boolean;
}

export function draftOf({ text, base, held }: Draft): Standing {
  const news = held !== base;
  // The same text in the database: it was saved after all, though its answer was lost.
  const dirty = text !== base && text !== held;
  return { dirty, conflict: news && dirty, adopt: news && !dirty };
}
