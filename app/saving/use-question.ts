"use client";
import { useEffect, useEffectEvent, useState } from "react";
import type { ActionFailure, Result } from "../result.ts";
import { attempt } from "./attempt.ts";

const LIMIT_MS = 15_000;

const lost = (): ActionFailure => ({ ok: false, code: "unreachable", error: "", values: {} });

/** `away`: no answer came, and there is none of before. */
export type AnswerSoFar<T> = T | "loading" | "away";

/**
 * Asks the server for what an opened panel shows, and again whenever `occasion` changes; null: it does not ask.
 * A later answer replaces an earlier one; where none comes, the earlier one stays.
 */
export function useQuestion<T extends object>(
  ask: () => Promise<Result<T>>,
  occasion: string | null,
): { answer: AnswerSoFar<T>; again: () => void } {
  const [answer, setAnswer] = useState<AnswerSoFar<T>>("loading");
  const [tries, setTries] = useState(0);
  const load = useEffectEvent(async (isCurrent: () => boolean) => {
    const result = await attempt(ask, lost, LIMIT_MS);
    if (!isCurrent()) return;
    setAnswer((known) => (result.ok ? result.value : typeof known === "string" ? "away" : known));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new try is asked as a new occasion is
  useEffect(() => {
    if (occasion === null) return;
    let current = true;
    void load(() => current);
    return () => {
      current = false;
    };
  }, [occasion, tries]);
  return {
    answer,
    again() {
      setAnswer("loading");
      setTries(tries + 1);
    },
  };
}
