"use client";
// On how many workers a change is live: at once, and again once those that were late have it.
import { useTranslations } from "next-intl";
import type { Liveness } from "#lib/live-config/acks.ts";

/** How long a toast offers Undo. */
export const UNDO_MS = 8_000;
/** Longer than the server waits for workers that are late; an answer that never comes must not leave its words for ever. */
export const LATE_MS = 30_000;

/** Calls `tell` with what is known, and once more with what became of it where some workers were late. Never rejects. */
export async function tellLive<L extends Liveness & { later?: Promise<L> }>(
  coming: Promise<L>,
  tell: (now: L, isLast: boolean) => void,
): Promise<void> {
  let known: L | null = null;
  try {
    for (let next: Promise<L> | undefined = coming; next; next = known.later) {
      known = await next;
      tell(known, known.later === undefined);
    }
  } catch {
    // The save stands even if the connection breaks before the workers have it.
    if (known) tell(known, true);
  }
}

/** The sentence for one that not all workers have; null: all have it, or none runs. */
export function useLateWords(): (now: Liveness, isLast: boolean) => string | null {
  const t = useTranslations("shell");
  return ({ live, workers }, isLast) =>
    live >= workers ? null : t(isLast ? "liveInPart" : "liveSoFar", { live, workers });
}
