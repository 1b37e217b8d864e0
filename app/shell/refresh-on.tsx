"use client";
import { useEffect, useRef } from "react";
import { useRefresh } from "../saving/refresh.tsx";
import { type Mark, useMarks } from "./pulse-provider.tsx";

export interface Occasions {
  /** Refreshes at the earliest of these: expiry publishes nothing. */
  at?: readonly (Date | null)[];
  /** Refreshes at this interval while the page is visible. */
  everyMs?: number;
}

interface Props extends Occasions {
  /** The marks from before the page was read; it refreshes when one of them is another now. */
  shows?: Partial<Record<Mark, string>>;
}

/** Longer timers are pointless: something else refreshes the page before. */
const DAY_MS = 86_400_000;

/** The part of KeepFresh in the browser. */
export function RefreshOn({ shows = {}, at = [], everyMs }: Props) {
  const { refresh, refreshUnlessBusy } = useRefresh();

  const { marks, askedAt } = useMarks();
  const shown = Object.values(shows).join("\n");
  const now = Object.keys(shows)
    .map((name) => marks[name as Mark])
    .join("\n");
  /** When this rendering arrived. A pulse that was asked for earlier may be older than it. */
  const since = useRef<{ shown: string; at: number } | null>(null);
  useEffect(() => {
    if (since.current?.shown !== shown) since.current = { shown, at: performance.now() };
    // With each pulse: what a refresh or a save under way does not bring, the next one asks for.
    if (askedAt > since.current.at && now !== shown) refreshUnlessBusy();
  }, [shown, now, askedAt, refreshUnlessBusy]);

  const first = Math.min(...at.map((time) => time?.getTime() ?? Number.POSITIVE_INFINITY));
  useEffect(() => {
    const left = first - Date.now();
    if (left > DAY_MS) return;
    const timer = setTimeout(refresh, Math.max(left, 0) + 300);
    return () => clearTimeout(timer);
  }, [refresh, first]);

  useEffect(() => {
    if (everyMs === undefined) return;
    const look = () => document.visibilityState === "visible" && refresh();
    const timer = setInterval(look, everyMs);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [refresh, everyMs]);
  return null;
}
