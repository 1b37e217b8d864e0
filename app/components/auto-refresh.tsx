"use client";
import { useEffect } from "react";
import { useRefresh } from "./use-refresh.ts";

/** Keeps the page as it is on the server while one looks at it; not in a tab that nobody sees. */
export function AutoRefresh({ everyMs }: { everyMs: number }) {
  const load = useRefresh();
  useEffect(() => {
    const refresh = () => document.visibilityState === "visible" && load();
    const timer = setInterval(refresh, everyMs);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [load, everyMs]);
  return null;
}

/** Loads what the page shows anew when the first of these times has come: a wait ends, and no change tells of it. */
export function RefreshAfter({ times }: { times: readonly (Date | null)[] }) {
  const load = useRefresh();
  const first = Math.min(...times.map((time) => time?.getTime() ?? Number.POSITIVE_INFINITY));
  useEffect(() => {
    const left = first - Date.now();
    // Longer than a day a timer need not hold: something else will have loaded the page by then.
    if (left > 86_400_000) return;
    const timer = setTimeout(load, Math.max(left, 0) + 300);
    return () => clearTimeout(timer);
  }, [load, first]);
  return null;
}
