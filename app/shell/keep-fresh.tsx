"use client";
import { useEffect, useRef } from "react";
import { useRefresh } from "../saving/refresh.tsx";
import { type Mark, useMarks } from "./pulse.tsx";

interface Props {
  /** When one of these has changed in the tenant. */
  of?: readonly Mark[];
  /** When the first of these has come: a wait ends, and nothing changes that would tell of it. */
  at?: readonly (Date | null)[];
  /** Every so often, as long as somebody sees the page. */
  everyMs?: number;
}

/** A timer need not hold for longer: something else will have loaded the page by then. */
const DAY_MS = 86_400_000;

/** Put into a page: when what it shows is loaded anew while one looks at it. */
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
