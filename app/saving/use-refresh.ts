"use client";
// The one way to load anew what the page shows.
import { useRouter } from "next/navigation";
import { startTransition, useCallback, useEffect, useRef, useState } from "react";

const AGAIN_MS = 3_000;

export const isServerThere = (): Promise<boolean> =>
  fetch("/api/health", { cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );

export interface Refresh {
  /** Asks for it, as soon as the server is there. @returns its number */
  refresh(): number;
  /** Number of the last refresh that the page shows. */
  fresh: number;
}

/**
 * Asks first whether the server is there, again and again until it is: Next would leave the page for the browser's
 * own error, and with it all that was typed.
 */
export function useRefresh(): Refresh {
  const router = useRouter();
  const [fresh, setFresh] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef(0);
  const asking = useRef(false);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      clearTimeout(timer.current);
    };
  }, []);
  const refresh = useCallback(() => {
    async function load(): Promise<void> {
      clearTimeout(timer.current);
      asking.current = true;
      const there = await isServerThere();
      asking.current = false;
      if (there) {
        const upTo = asked.current;
        startTransition(() => {
          // React shows the new number together with the new page.
          setFresh(upTo);
          router.refresh();
        });
      } else if (!gone.current) timer.current = setTimeout(load, AGAIN_MS);
    }
    asked.current += 1;
    if (!asking.current) void load();
    return asked.current;
  }, [router]);
  return { refresh, fresh };
}
