"use client";
import { type ReactNode, useDeferredValue, useSyncExternalStore } from "react";

// A page that came with the document, or back through the history, has to be whole at once, as high as it was, for the browser to scroll
// to where the reader had been.
let isByTap = false;
// The server has no such function.
globalThis.addEventListener?.("popstate", () => {
  isByTap = false;
});
const never = () => () => undefined;

/** A link's page is under way. */
export function noteTap(): void {
  isByTap = true;
}

/** false at first where somebody has tapped for the page: what is out of sight may come a moment later. */
export function useWhole(): boolean {
  const isAwaited = useSyncExternalStore(
    never,
    () => isByTap,
    () => false,
  );
  return useDeferredValue(true, !isAwaited);
}

/** Around what is below the first screen. */
export const Later = ({ children }: { children: ReactNode }) => (useWhole() ? children : null);
