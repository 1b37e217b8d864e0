// Builds a text with entities in one pass: pieces are only appended, so the cost is linear in the length.
import type { Entity, Rendered } from "./entities.ts";
import { cleanText } from "./telegram-text.ts";

interface Mark {
  entity: Omit<Entity, "offset" | "length">;
  /** Where its first visible character is; null before that. */
  from: number | null;
}

/** Deeper lists are not indented further: on a phone it would leave no room, and n levels would cost n² spaces. */
const MAX_INDENT = 4;
const INDENT = "  ";

export class Writer {
  readonly #pieces: string[] = [];
  readonly #entities: Entity[] = [];
  readonly #open: Mark[] = [];
  readonly #openOfType = new Map<Entity["type"], number>();
  /** Marks from this index on have no visible character yet. */
  #started = 0;
  /** Where the last visible character ends. */
  #inked = 0;
  #depth = 0;
  length = 0;

  /** Appends text; the lines after the first are indented. */
  write(text: string): void {
    const clean = cleanText(text);
    const indent = INDENT.repeat(Math.min(this.#depth, MAX_INDENT));
    const piece = indent ? clean.replaceAll("\n", `\n${indent}`) : clean;
    const ink = piece.search(/\S/);
    if (ink >= 0) {
      // White space at the beginning of code is its indentation; elsewhere an entity begins at a character.
      const from = this.length + (this.#openOfType.get("pre") ? 0 : ink);
      for (; this.#started < this.#open.length; this.#started++) {
        const mark = this.#open[this.#started];
        if (mark) mark.from = from;
      }
      this.#inked = this.length + piece.trimEnd().length;
    }
    this.#pieces.push(piece);
    this.length += piece.length;
  }

  open(entity: Omit<Entity, "offset" | "length">): void {
    this.#open.push({ entity, from: null });
    this.#openOfType.set(entity.type, (this.#openOfType.get(entity.type) ?? 0) + 1);
  }

  /** Ends the entity that was opened last. An empty one leaves no trace. */
  close(): void {
    const mark = this.#open.pop();
    this.#started = Math.min(this.#started, this.#open.length);
    if (!mark) return;
    const around = (this.#openOfType.get(mark.entity.type) ?? 1) - 1;
    this.#openOfType.set(mark.entity.type, around);
    // Telegram does not nest an entity in one of its own type.
    if (mark.from === null || around > 0) return;
    this.#entities.push({ ...mark.entity, offset: mark.from, length: this.#inked - mark.from });
  }

  indent(): void {
    this.#depth++;
  }

  outdent(): void {
    this.#depth--;
  }

  rendered(): Rendered {
    const entities = this.#entities.sort((a, b) => a.offset - b.offset || b.length - a.length);
    return { text: this.#pieces.join(""), entities };
  }
}
