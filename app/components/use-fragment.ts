"use client";
import { useSyncExternalStore } from "react";

/** Ours: a browser reports no change that a script makes, unless it has the Navigation API (Safari 26, Firefox 147). */
const OWN = "fragment-set";

function subscribe(onChange: () => void): () => void {
  // The router writes the address inside an effect that must not set state.
  const later = () => queueMicrotask(onChange);
  // A fragment that the browser itself set is unknown to the router, whose next refresh would put its own address back.
  const tellRouter = () => window.history.replaceState(null, "", window.location.href);
  const { navigation = null } = window as Partial<Window>;
  for (const event of ["popstate", OWN]) window.addEventListener(event, later);
  window.addEventListener("hashchange", tellRouter);
  navigation?.addEventListener("currententrychange", later);
  return () => {
    window.removeEventListener("hashchange", tellRouter);
    for (const event of ["popstate", OWN]) window.removeEventListener(event, later);
    navigation?.removeEventListener("currententrychange", later);
  };
}

/** Leaves the address without a fragment. */
export function forgetFragment(): void {
  const { pathname, search } = window.location;
  window.history.replaceState(null, "", pathname + search);
  window.dispatchEvent(new Event(OWN));
}

/**
 * A parameter after the # of the address, set without asking the server: for panels, so that a link can open one.
 * Not after the ?: Next takes each refresh of a page whose query a script has set for a mismatch (vercel/next.js#98323),
 * scrolls to the top, and reloads the document where two refreshes meet, which loses what was typed.
 */
export function useFragment(name: string): [string | null, (value: string | null) => void] {
  const fragment = useSyncExternalStore(
    subscribe,
    // Next writes the fragment twice when it goes to a page that it has not asked for ahead.
    () => window.location.hash.slice(1).replace(/#.*$/, ""),
    () => "",
  );
  return [
    new URLSearchParams(fragment).get(name),
    (value) => {
      const next = new URLSearchParams(fragment);
      if (value === null) next.delete(name);
      else next.set(name, value);
      const { pathname, search } = window.location;
      window.history.replaceState(null, "", `${pathname}${search}${next.size ? `#${next}` : ""}`);
      window.dispatchEvent(new Event(OWN));
    },
  ];
}
