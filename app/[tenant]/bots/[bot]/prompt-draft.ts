// Compares the text in the editor with the stored one. Pure.

interface PromptDraft {
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
  /** Somebody else saved another text, and adopting it would lose what was typed. */
  conflict: boolean;
  /** The stored text can be adopted without losing anything typed. */
  adopt: boolean;
}

export function draftOf({ text, base, held }: PromptDraft): Standing {
  const news = held !== base;
  // The stored text is the same: the save succeeded, though its answer was lost.
  const dirty = text !== base && text !== held;
  return { dirty, conflict: news && dirty, adopt: news && !dirty };
}
