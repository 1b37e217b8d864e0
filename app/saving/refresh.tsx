"use client";
// The one way to load anew what the page shows.
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, startTransition, useContext, useEffect, useState } from "react";
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

export function RefreshProvider({ children }: { children: ReactNode }) {
  const router = useRouter();
  const [fresh, setFresh] = useState(0);
  const [refresher] = useState(
    () =>
      new Refresher({
        isServerThere,
        load: (upTo) =>
          startTransition(() => {
            // React shows the number together with the new page.
            setFresh(upTo);
            router.refresh();
          }),
      }),
  );
  useEffect(() => {
    if (fresh > 0) refresher.shown(fresh);
  }, [refresher, fresh]);
  return <RefreshContext value={{ refresh: refresher.ask, fresh }}>{children}</RefreshContext>;
}

export function useRefresh(): Refresh {
  const refresh = useContext(RefreshContext);
  if (!refresh) throw new Error("Outside of a RefreshProvider nothing can be refreshed.");
  return refresh;
}
