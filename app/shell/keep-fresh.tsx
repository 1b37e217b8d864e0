"use client";
import { useEffect, useRef } from "react";
import { useRefresh } from "../saving/refresh.tsx";
import { type Mark, useMarks } from "./pulse-provider.tsx";

interface Props {
  /** Refreshes when one of these has changed in the tenant. */
  of?: readonly Mark[];
  /** Refreshes at the earliest of these: expiry publishes nothing. */
  at?: readonly (Date | null)[];
  /** Refreshes at this interval while the page is visible. */
  everyMs?: number;
}

/** Longer timers are pointless: something else refreshes the page before. */
const DAY_MS = 86_400_000;

/** Keeps the page around it fresh while it is open. */
export function KeepFresh({ of = [], at = [], everyMs }: Props) {
  const { refresh } = useRefresh();

  const marks = useMarks();
  const mark = of.map((name) => marks[name]).join("\n");
  const shown = useRef(mark);
  useEffect(() => {
    if (mark === shown.current) return;
    shown.current = mark;
    refresh();
  }, [mark, refresh]);

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
