"use client";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef } from "react";

const AGAIN_MS = 3_000;

/**
 * Loads what the page shows anew, as soon as the server is there. Asked of a server that is away, Next would give up the
 * page for the browser's own error, and all that was typed into it.
 */
export function useRefresh(): () => void {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      clearTimeout(timer.current);
    };
  }, []);
  return useCallback(() => {
    async function refresh(): Promise<void> {
      clearTimeout(timer.current);
      const there = await fetch("/api/health", { cache: "no-store" }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (gone.current) return;
      if (there) router.refresh();
      else timer.current = setTimeout(refresh, AGAIN_MS);
    }
    void refresh();
  }, [router]);
}
