"use client";
// How a dialog or a sheet closes: by its buttons, Escape, a tap beside it, or Back on a phone. Typed text in it is never
// lost unasked.
import { useTranslations } from "next-intl";
import { createContext, useContext, useEffect, useEffectEvent, useRef, useState } from "react";
import { useOpener } from "./use-opener.ts";

/** Told by a browser of every way to close that its device has: Android's Back, a screen reader's gesture. */
declare class CloseWatcher extends EventTarget {
  destroy(): void;
}

/** Told by what is inside whether it holds typed text. */
export const TypedContext = createContext<(typed: boolean) => void>(() => undefined);

/** Tells the dialog or sheet around, if any, that text in it is not saved. */
export function useTyped(typed: boolean): void {
  const tell = useContext(TypedContext);
  useEffect(() => {
    tell(typed);
    return () => tell(false);
  }, [tell, typed]);
}

/** @returns what its root, its content (`focus`, and `content` where a tap beside it closes it) and its `TypedContext` get */
export function useClosing(open: boolean, onOpenChange: (open: boolean) => void) {
  const t = useTranslations("shell");
  const typed = useRef(false);
  const [tell] = useState(() => (now: boolean) => {
    typed.current = now;
  });
  const mayClose = () => !typed.current || window.confirm(t("discard"));
  const onCancel = useEffectEvent((event: Event) => {
    if (!mayClose()) event.preventDefault();
  });
  const onClose = useEffectEvent(() => onOpenChange(false));
  useEffect(() => {
    if (!open || !("CloseWatcher" in window)) return;
    const watcher = new CloseWatcher();
    watcher.addEventListener("cancel", onCancel);
    watcher.addEventListener("close", onClose);
    return () => watcher.destroy();
  }, [open]);
  const focus = useOpener(open);
  return {
    tell,
    focus,
    root: {
      open,
      onOpenChange: (next: boolean) => {
        if (next || mayClose()) onOpenChange(next);
      },
    },
    content: {
      /** A stray tap is no decision. */
      onInteractOutside: (event: Event) => {
        if (typed.current) event.preventDefault();
      },
    },
  };
}
