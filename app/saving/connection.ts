"use client";
// The connection of this page. Outside of React: the page's `fetch` tells too.
import { useSyncExternalStore } from "react";
import { type Connection, Reachability } from "./reachability.ts";

const reachability = new Reachability();

if (typeof window !== "undefined") {
  window.addEventListener("offline", () => reachability.tell("browser", false));
  window.addEventListener("online", () => {
    reachability.tell("browser", true);
    reachability.wake();
  });
  window.addEventListener("focus", reachability.wake);
  document.addEventListener("visibilitychange", () => document.hidden || reachability.wake());
}

/** @param who asked the server */
export const tellConnection = (who: string, there: boolean): void => reachability.tell(who, there);

export const isServerLost = (): boolean => reachability.state() !== "there";

/** Resolves when the server may be asked again. */
export const untilWorthAsking = (): Promise<void> => reachability.untilWorthAsking();

/** Asks again now. */
export const askAgainNow = (): void => reachability.wake();

/** Resolves once the server answers. */
export function untilThere(): Promise<void> {
  return new Promise((resolve) => {
    if (!isServerLost()) return resolve();
    const stop = reachability.subscribe(() => {
      if (isServerLost()) return;
      stop();
      resolve();
    });
  });
}

export const useConnection = (): Connection =>
  useSyncExternalStore(reachability.subscribe, reachability.state, () => "there");
