// The lines of a claim. What one person asks is answered in order; in a group nobody waits for another person's answer.
import type { Update } from "telegraf/types";
import type { WaitingUpdate } from "../queue/claims.ts";
import { operatorOf } from "../queue/payload.ts";
import { authorOf } from "./author.ts";
import { editedOf, messageOf } from "./question.ts";
import { type Unit, unitsOf } from "./units.ts";

/** Answers under way at once in one group. */
const LINES_AT_ONCE = 8;

/** A private chat is one line; in a group each person has one, and what nobody asks (the bot was added…) is line 0. */
export function lineOf(update: Update): number {
  const button = "callback_query" in update ? update.callback_query : undefined;
  const message = messageOf(update) ?? editedOf(update);
  const chat = message?.chat ?? button?.message?.chat;
  if (!chat || chat.id > 0) return 0;
  return (message && authorOf(message)?.id) ?? button?.from.id ?? 0;
}

/** A unit in work, and its line. */
export interface Begun {
  line: number;
  unit: Unit;
}

export class ClaimLines {
  readonly #waiting = new Map<number, WaitingUpdate[]>();
  readonly #busy = new Set<number>();

  /** In Telegram's order. */
  add(updates: readonly WaitingUpdate[]): void {
    for (const each of updates) {
      const line = lineOf(each.update);
      this.#waiting.set(line, [...(this.#waiting.get(line) ?? []), each]);
    }
  }

  get hasRoom(): boolean {
    return this.#busy.size < LINES_AT_ONCE;
  }

  /** Whether this line is the only one with anything in work or waiting. */
  isOnly(line: number): boolean {
    return [...this.#busy, ...this.#waiting.keys()].every((other) => other === line);
  }

  /** Begins the first unit of a line that is free, if there is one and room for it. */
  begin(): Begun | null {
    if (!this.hasRoom) return null;
    for (const [line, waiting] of this.#waiting) {
      if (this.#busy.has(line)) continue;
      const [unit] = unitsOf(waiting);
      // The person must not hear two voices: an operator's message waits until the bot has ended.
      if (!unit || (this.#busy.size > 0 && operatorOf(unit[0].update))) continue;
      // An edit comes with its message, ahead of what was written between them.
      const rest = waiting.filter((each) => !unit.includes(each));
      if (rest.length > 0) this.#waiting.set(line, rest);
      else this.#waiting.delete(line);
      this.#busy.add(line);
      return { line, unit };
    }
    return null;
  }

  /** Takes the units at the head of what waits in the line while they are `such`. */
  takeWhile(line: number, such: (unit: Unit) => boolean): WaitingUpdate[] {
    const taken: WaitingUpdate[] = [];
    for (const unit of this.rest(line)) {
      if (!such(unit)) break;
      taken.push(...unit);
    }
    const rest = (this.#waiting.get(line) ?? []).filter((each) => !taken.includes(each));
    if (rest.length > 0) this.#waiting.set(line, rest);
    else this.#waiting.delete(line);
    return taken;
  }

  /** The units that wait behind the line's first one. */
  rest(line: number): Unit[] {
    return unitsOf(this.#waiting.get(line) ?? []);
  }

  /** The line's unit has ended. */
  end(line: number): void {
    this.#busy.delete(line);
  }

  /** What waits in the line is handed back. */
  clear(line: number): void {
    this.#waiting.delete(line);
  }

  /** What has not begun. */
  left(): WaitingUpdate[] {
    return [...this.#waiting.values()].flat();
  }
}
