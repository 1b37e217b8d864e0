"use client";
import { type ReactNode, useDeferredValue } from "react";
import { useByTap } from "./arrival.ts";

/** Around what is below the first screen: after a tap it comes a moment after what is in sight. */
export function Later({ children }: { children: ReactNode }) {
  const isByTap = useByTap();
  return useDeferredValue(true, !isByTap) ? children : null;
}
