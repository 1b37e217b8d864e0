"use client";
import { useEffect } from "react";
import { useRefresh } from "../saving/refresh.tsx";

/** Refreshes the page around it while it is visible: outside of a tenant there is no pulse. */
export function RefreshEvery({ ms }: { ms: number }) {
  const { refresh } = useRefresh();
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && refresh(), ms);
    return () => clearInterval(timer);
  }, [refresh, ms]);
  return null;
}
