"use client";
// The one way to load anew what the page shows.
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { Refresher } from "./refresher.ts";

export interface Refresh {
  /** Asks for it, as soon as the server is there and no other is under way. @returns its number */
  refresh(): number;
  /**
   * For a server action that gets no answer. Next runs actions and refreshes one after the other, so it would hold up
   * all that come after it. A navigation takes its place: to this page, as soon as the server is there.
   */
  unblock(): void;
  /** Number of the last refresh that the page shows. */
  fresh: number;
}
const RefreshContext = createContext<Refresh | null>(null);

/** A server that takes longer to say that it is there counts as away. */
const ASK_MS = 10_000;

export const isServerThere = (): Promise<boolean> =>
  fetch("/api/health", { cache: "no-store", signal: AbortSignal.timeout(ASK_MS) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** @param stamp a new one with each time that the server renders the page: by it one sees that a refresh has come */
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
  const [refresher] = useState(() => new Refresher({ isServerThere, load }));
  function unblock(): void {
    blocked.current = true;
    refresher.ask();
  }
  const shown = useRef(stamp);
  useEffect(() => {
    if (stamp === shown.current) return;
    shown.current = stamp;
    setFresh(refresher.shown());
  }, [refresher, stamp]);
  return <RefreshContext value={{ refresh: refresher.ask, unblock, fresh }}>{children}</RefreshContext>;
}

export function useRefresh(): Refresh {
  const refresh = useContext(RefreshContext);
  if (!refresh) throw new Error("Outside of a RefreshProvider nothing can be refreshed.");
  return refresh;
}
