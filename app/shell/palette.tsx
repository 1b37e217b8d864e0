"use client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { onDemand } from "../on-demand.tsx";
import type { PaletteProps } from "./palette-entries.tsx";

/** Its code, and the words of all languages, come when it is first opened. */
const PaletteDialog = onDemand(() => import("./palette-dialog.tsx").then((module) => module.PaletteDialog));

interface Handle {
  open(): void;
  /** The keys that open it here. */
  keys: string;
}
const PaletteContext = createContext<Handle>({ open: () => undefined, keys: "" });
export const usePalette = (): Handle => useContext(PaletteContext);

type Props = PaletteProps & { children: ReactNode };

/** ⌘K: every page, bot, key, model and action. */
export function Palette({ children, ...rest }: Props) {
  const [open, setOpen] = useState(false);
  const [opened, setOpened] = useState(false);
  const [keys, setKeys] = useState("");
  useEffect(() => {
    setKeys(/Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘K" : "Ctrl K");
    const onKey = (event: KeyboardEvent) => {
      // The code of the key: with a Cyrillic layout its letter is "л".
      if (event.code !== "KeyK" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpened(true);
      setOpen((now) => !now);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const handle: Handle = {
    keys,
    open() {
      setOpened(true);
      setOpen(true);
    },
  };
  return (
    <PaletteContext value={handle}>
      {children}
      {opened ? <PaletteDialog {...rest} open={open} onOpenChange={setOpen} /> : null}
    </PaletteContext>
  );
}
