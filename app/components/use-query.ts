"use client";
import { useSearchParams } from "next/navigation";

/** A parameter of the URL, changed without asking the server: for panels, so that what is open can be sent on. */
export function useQuery(name: string): [string | null, (value: string | null) => void] {
  const params = useSearchParams();
  return [
    params.get(name),
    (value) => {
      const next = new URLSearchParams(params);
      if (value === null) next.delete(name);
      else next.set(name, value);
      window.history.replaceState(null, "", next.size ? `?${next}` : window.location.pathname);
    },
  ];
}
