"use client";
// How the page was reached: by a tap, or with the document, or back through the history, where it has to be whole at once, as high as
// it was, for the browser to scroll to where the reader had been.
import { useEffect, useSyncExternalStore } from "react";

let isByTap = false;
const never = () => () => undefined;

/** A link's page is under way. */
export function noteTap(): void {
  isByTap = true;
}

/** Once in the shell. */
export function useTravels(): void {
  useEffect(() => {
    const forget = () => {
      isByTap = false;
    };
    window.addEventListener("popstate", forget);
    return () => window.removeEventListener("popstate", forget);
  }, []);
}

export const useByTap = (): boolean =>
  useSyncExternalStore(
    never,
    () => isByTap,
    () => false,
  );
