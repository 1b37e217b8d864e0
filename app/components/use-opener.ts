"use client";
// Gives the focus back to what opened a dialog. Radix knows only a trigger of its own, and ours open by state and by address.
import { useCallback, useInsertionEffect, useRef } from "react";

/** Of each open dialog: what led to it, the nearest first. What stands in a dialog goes with it, and then what led there is next. */
const ways = new WeakMap<Element, HTMLElement[]>();

function waysHere(): HTMLElement[] {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || active === document.body) return [];
  // An entry of a menu goes with its menu.
  const button = active.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const opener = button ? document.getElementById(button) : active;
  const around = opener?.closest("[role=dialog], [role=alertdialog]");
  return [...(opener ? [opener] : []), ...((around && ways.get(around)) ?? [])];
}

/** @returns what the content of the dialog gets */
export function useOpener(open: boolean) {
  const led = useRef<HTMLElement[]>([]);
  // Before the dialog is in the document and takes the focus.
  useInsertionEffect(() => {
    if (open) led.current = waysHere();
  }, [open]);
  return {
    ref: useCallback((content: HTMLElement | null) => {
      if (content) ways.set(content, led.current);
    }, []),
    onCloseAutoFocus(event: Event): void {
      event.preventDefault();
      // Somebody is elsewhere already: in another dialog, or where the closing one led to.
      if (document.activeElement !== document.body) return;
      const opener = led.current.find((element) => element.isConnected && element.checkVisibility());
      (opener ?? document.getElementById("content"))?.focus({ preventScroll: true });
    },
  };
}
