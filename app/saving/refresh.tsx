"use client";
// The one way to refresh the page.
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";
import { isServerLost, tellConnection, untilWorthAsking } from "./connection.ts";
import { Refresher } from "./refresher.ts";

export interface Refresh {
  /** Requests a refresh; it runs once the server is there and no other is running. @returns its number */
  refresh(): number;
  /** Requests one unless a refresh or a save is under way: the page after it may show already what this one is for. */
  refreshUnlessBusy(): void;
  /** A save begins, which refreshes the page itself. @returns ends it */
  saving(): () => void;
  /**
   * For a server action that gets no answer. Next runs actions and refreshes one after the other, so it would hold up
   * all that come after it. A navigation takes its place: to this page, as soon as the server is there.
   */
  unblock(): void;
  /**
   * Sets what is asked before each refresh: whether the server would render the page; by default, whether it answers.
   * @returns takes it back
   */
  setGuard(canLoad: () => Promise<boolean>): () => void;
  /** Number of the last refresh that the page shows. */
  fresh: number;
}
const RefreshContext = createContext<Refresh | null>(null);

/** A health check without an answer within this time counts as away. */
const ASK_MS = 10_000;

async function isServerThere(): Promise<boolean> {
  const signal = AbortSignal.timeout(ASK_MS);
  const there = await fetch("/api/health", { cache: "no-store", signal }).then(
    ({ ok }) => ok,
    () => false,
  );
  tellConnection("health", there);
  return there;
}

/** @param stamp differs for each rendering on the server: a new one means that a refresh has arrived */
export function RefreshProvider({ stamp, children }: { stamp: number; children: ReactNode }) {
  const router = useRouter();
  const [fresh, setFresh] = useState(0);
  const blocked = useRef(false);
  function load(): void {
    const { pathname, search, hash } = window.location;
    if (blocked.current) router.replace(pathname + search + hash, { scroll: false });
    blocked.current = false;
    router.refresh();
  }
  const guard = useRef(isServerThere);
  const [refresher] = useState(
    () => new Refresher({ canLoad: () => guard.current(), load, isLost: isServerLost, untilWorthAsking }),
  );
  const setGuard = useCallback((canLoad: () => Promise<boolean>) => {
    guard.current = canLoad;
    // From now on another one asks.
    tellConnection("health", true);
    return () => {
      guard.current = isServerThere;
    };
  }, []);
  function unblock(): void {
    blocked.current = true;
    refresher.ask();
  }
  const saves = useRef(0);
  const saving = useCallback(() => {
    saves.current += 1;
    return () => {
      saves.current -= 1;
    };
  }, []);
  const refreshUnlessBusy = useCallback(() => {
    if (saves.current === 0 && !refresher.isBusy) refresher.ask();
  }, [refresher]);
  const shown = useRef(stamp);
  useEffect(() => {
    if (stamp === shown.current) return;
    shown.current = stamp;
    setFresh(refresher.shown());
  }, [refresher, stamp]);
  return (
    <RefreshContext value={{ refresh: refresher.ask, refreshUnlessBusy, saving, unblock, setGuard, fresh }}>
      {children}
    </RefreshContext>
  );
}

export function useRefresh(): Refresh {
  const refresh = useContext(RefreshContext);
  if (!refresh) throw new Error("Outside of a RefreshProvider nothing can be refreshed.");
  return refresh;
}
