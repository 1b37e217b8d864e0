"use client";
// A tooltip whose code loads when the pointer or the focus first comes to one.
import { Slot } from "radix-ui";
import {
  type FocusEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { loading, useLoaded } from "../on-demand.tsx";
import type { BubbleProps } from "./hint-bubble.tsx";

const parts = loading(() => import("./hint-bubble.tsx"));

const OPEN_MS = 250;
/** Long enough to move the pointer from the child to the bubble. */
const CLOSE_MS = 150;

interface Props {
  text: ReactNode;
  side?: BubbleProps["side"];
  children: ReactNode;
}

/** A tooltip for its only child, on hover and focus. */
export function Hint({ text, side = "top", children }: Props) {
  const [at, setAt] = useState<DOMRect | null>(null);
  const Parts = useLoaded(parts, at !== null);
  const id = useId();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  function later(next: DOMRect | null, ms: number): void {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAt(next), ms);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!at) return;
    // The bubble does not move with what scrolls.
    const close = () => setAt(null);
    window.addEventListener("scroll", close, { capture: true, passive: true });
    return () => window.removeEventListener("scroll", close, { capture: true });
  }, [at]);
  const boxOf = ({ currentTarget }: PointerEvent | FocusEvent) => currentTarget.getBoundingClientRect();
  return (
    <>
      <Slot.Root
        aria-describedby={at ? id : undefined}
        onPointerEnter={(event: PointerEvent) => {
          if (event.pointerType === "touch") return;
          void parts.preload();
          later(boxOf(event), OPEN_MS);
        }}
        onPointerLeave={() => later(null, CLOSE_MS)}
        onPointerDown={() => later(null, 0)}
        onFocus={(event: FocusEvent) => {
          if (event.currentTarget.matches(":focus-visible")) later(boxOf(event), 0);
        }}
        onBlur={() => later(null, 0)}
      >
        {children}
      </Slot.Root>
      {at ? (
        <span hidden id={id}>
          {text}
        </span>
      ) : null}
      {at && Parts ? (
        <Parts.HintBubble
          at={at}
          side={side}
          onEnter={() => clearTimeout(timer.current)}
          onClose={() => later(null, CLOSE_MS)}
        >
          {text}
        </Parts.HintBubble>
      ) : null}
    </>
  );
}
