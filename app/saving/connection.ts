"use client";
// Whether the server can be reached, as those who ask it have noticed. Outside of React: the page's `fetch` tells too.
import { useSyncExternalStore } from "react";

const lostBy = new Set<string>();
const listeners = new Set<() => void>();

/** @param who asked the server */
export function tellConnection(who: string, there: boolean): void {
  const before = lostBy.size;
  if (there) lostBy.delete(who);
  else lostBy.add(who);
  if (lostBy.size !== before) for (const tell of listeners) tell();
}

function subscribe(tell: () => void): () => void {
  const onLost = () => tellConnection("browser", false);
  const onBack = () => tellConnection("browser", true);
  listeners.add(tell);
  window.addEventListener("offline", onLost);
  window.addEventListener("online", onBack);
  return () => {
    listeners.delete(tell);
    window.removeEventListener("offline", onLost);
    window.removeEventListener("online", onBack);
  };
}

export const useConnected = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => lostBy.size === 0,
    () => true,
  );
