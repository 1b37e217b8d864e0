"use client";
// The one way to load anew what the page shows.
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { Refresher } from "./refresher.ts";

export interface Refresh {
  /** Asks for it, as soon as the server is there and no other is under way. @returns its number */
  refresh(): number;
  /** Number of the last refresh that the page shows. */
  fresh: number;
}
const RefreshContext = createContext<Refresh | null>(null);

export const isServerThere = (): Promise<boolean> =>
  fetch("/api/health", { cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );

/** @param stamp a new one with each time that the server renders the page: by it one sees that a refresh has come */
export function RefreshProvider({ stamp, children }: { stamp: number; children: ReactNode }) {
  const router = useRouter();
  const [fresh, setFresh] = useState(0);
  const [refresher] = useState(() => new Refresher({ isServerThere, load: () => router.refresh() }));
  const shown = useRef(stamp);
  useEffect(() => {
    if (stamp === shown.current) return;
    shown.current = stamp;
    setFresh(refresher.shown());
  }, [refresher, stamp]);
  return <RefreshContext value={{ refresh: refresher.ask, fresh }}>{children}</RefreshContext>;
}

export function useRefresh(): Refresh {
  const refresh = useContext(RefreshContext);
  if (!refresh) throw new Error("Outside of a RefreshProvider nothing can be refreshed.");
  return refresh;
}
