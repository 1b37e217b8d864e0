"use client";
// The pulse of the tenant, asked every few seconds while one looks; not while the page is hidden.
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { Pulse as PulseData } from "#lib/live-config/pulse.ts";
import { useRefresh } from "../saving/refresh.tsx";

const EVERY_MS = 3_000;
/** The connection counts as lost when no answer comes within this time. */
const ANSWER_MS = 10_000;

interface Heard extends PulseData {
  /** False while the server does not answer. */
  connected: boolean;
}
const PulseContext = createContext<Heard | null>(null);

export function Pulse({
  tenant,
  first,
  children,
}: {
  tenant: string;
  first: PulseData;
  children: ReactNode;
}) {
  const [heard, setHeard] = useState<Heard>({ ...first, connected: true });
  const { refresh } = useRefresh();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = new AbortController();
    async function ask(): Promise<void> {
      clearTimeout(timer);
      if (document.hidden || over.signal.aborted) return;
      try {
        const response = await fetch(`/api/pulse/${encodeURIComponent(tenant)}`, {
          signal: AbortSignal.any([over.signal, AbortSignal.timeout(ANSWER_MS)]),
        });
        // Signed out, or no longer a member: the page itself says so.
        if (response.status === 401 || response.status === 404) return void refresh();
        if (!response.ok) throw new Error(String(response.status));
        const next = (await response.json()) as PulseData;
        setHeard({ ...next, connected: true });
      } catch {
        if (!over.signal.aborted) setHeard((last) => ({ ...last, connected: false }));
      }
      timer = setTimeout(ask, EVERY_MS);
    }
    const onShow = () => void ask();
    document.addEventListener("visibilitychange", onShow);
    timer = setTimeout(ask, EVERY_MS);
    return () => {
      over.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onShow);
    };
  }, [tenant, refresh]);
  return <PulseContext value={heard}>{children}</PulseContext>;
}

function useHeard(): Heard {
  const heard = useContext(PulseContext);
  if (!heard) throw new Error("Outside of a tenant there is no pulse.");
  return heard;
}

/** Workers that are alive, and whether the server answers at all. */
export function useFleet(): { workers: number; connected: boolean } {
  const { workers, connected } = useHeard();
  return { workers, connected };
}

/** What changes when something on a page has changed. */
export const useMarks = (): PulseData["marks"] => useHeard().marks;
export type Mark = keyof PulseData["marks"];
