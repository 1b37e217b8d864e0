"use client";
import { useEffect } from "react";

/**
 * Puts the cursor into the page's first field, by its name, without scrolling. Not on a touch screen: there a focus opens
 * the keyboard over the page, and the browser scrolls to the field past what explains it.
 * @param name null: none
 */
export function useFirstFocus(name: string | null): void {
  useEffect(() => {
    if (name === null || window.matchMedia("(pointer: coarse)").matches) return;
    document.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)?.focus({ preventScroll: true });
  }, [name]);
}
