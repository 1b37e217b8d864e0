"use client";
import { Slot } from "radix-ui";
import type { KeyboardEvent, ReactNode } from "react";

interface Props {
  opens: "menu" | "dialog";
  /** Somebody is about to open it. */
  onNear: () => void;
  onOpen: () => void;
  /** One element that takes a ref: a Button. */
  children: ReactNode;
}

/** Stands for the trigger of something that opens, until the code for that is there. */
export function Opener({ opens, onNear, onOpen, children }: Props) {
  const near = () => void onNear();
  return (
    <Slot.Root
      aria-haspopup={opens}
      aria-expanded={false}
      data-state="closed"
      onPointerEnter={near}
      onFocus={near}
      onTouchStart={near}
      onClick={onOpen}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== "ArrowDown" || opens !== "menu") return;
        event.preventDefault();
        onOpen();
      }}
    >
      {children}
    </Slot.Root>
  );
}
