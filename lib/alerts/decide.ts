// When a way is told, and of what: many causes make one message, and no flood of messages. Pure.
import type { AlertKind } from "#generated/enums.ts";
import { GATHER_MS } from "../alert-events.ts";

/** So many messages at once, then one per interval; what comes meanwhile is told in the next one. */
const BURST = 5;
const INTERVAL_MS = 30_000;
/** A subject that breaks again and again is told this often; what is solved before that is not told again. */
const REPEAT_MS = 300_000;
/** Named in one message; the page has the others. */
const MOST_IN_ONE = 1_000;

export interface OpenCause {
  readonly id: number;
  readonly kind: AlertKind;
  readonly subject: string;
  /** Epoch milliseconds. */
  readonly openedAt: number;
}

interface WayStanding {
  /** Open causes that this way was not told of, without those that are muted. */
  readonly untold: readonly OpenCause[];
  /** When causes that were told here were told last: by subjectKey, epoch milliseconds. */
  readonly toldAt: ReadonlyMap<string, number>;
  /** When messages were sent here, the latest first, epoch milliseconds. */
  readonly sends: readonly number[];
  readonly now: number;
}

export const subjectKey = ({ kind, subject }: Pick<OpenCause, "kind" | "subject">): string =>
  `${kind} ${subject}`;

/** When the next message may go out, by the generic cell rate algorithm. */
function allowedAt(sends: readonly number[], now: number): number {
  let full = Number.NEGATIVE_INFINITY;
  for (const at of sends.toReversed()) full = Math.max(full, at) + INTERVAL_MS;
  return Math.max(now, full - (BURST - 1) * INTERVAL_MS);
}

/** @returns what to tell now, in one message; and when to decide again, null: when something changes */
export function decideAlert({ untold, toldAt, sends, now }: WayStanding): {
  tell: readonly OpenCause[];
  at: number | null;
} {
  const dueAt = (cause: OpenCause) => {
    const before = toldAt.get(subjectKey(cause));
    return Math.max(cause.openedAt + GATHER_MS, before === undefined ? 0 : before + REPEAT_MS);
  };
  const first = Math.min(...untold.map(dueAt));
  if (first === Number.POSITIVE_INFINITY) return { tell: [], at: null };
  const at = Math.max(first, allowedAt(sends, now));
  if (at > now) return { tell: [], at };
  // With the first that is due go those that are still gathering; the repeated ones wait for their own time.
  const tell = untold.filter((cause) => dueAt(cause) <= now + GATHER_MS).slice(0, MOST_IN_ONE);
  const rest = untold.filter((cause) => !tell.includes(cause)).map(dueAt);
  return { tell, at: rest.length > 0 ? Math.max(now, Math.min(...rest)) : null };
}
