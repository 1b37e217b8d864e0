"use client";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { useRefresh } from "../saving/refresh.tsx";

/** A parameter of the URL, changed without asking the server: for panels, so that what is open can be sent on. */
export function useQuery(name: string): [string | null, (value: string | null) => void] {
  const stored = useSearchParams().get(name);
  const { whenIdle } = useRefresh();
  // Shown at once: the URL follows as soon as no refresh is under way.
  const [wanted, setWanted] = useState<{ value: string | null } | null>(null);
  if (wanted && wanted.value === stored) setWanted(null);

  function set(value: string | null): void {
    setWanted({ value });
    whenIdle(() => {
      const next = new URLSearchParams(window.location.search);
      if (value === null) next.delete(name);
      else next.set(name, value);
      window.history.replaceState(null, "", next.size ? `?${next}` : window.location.pathname);
    });
  }

  return [wanted ? wanted.value : stored, set];
}
