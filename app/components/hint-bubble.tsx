"use client";
// The bubble of a Hint; hint.tsx loads it.
import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { surfaceLook } from "./surface.ts";

export interface BubbleProps {
  /** Where the hint's child is on the screen. */
  at: DOMRect;
  side: "top" | "right" | "bottom" | "left";
  onClose: () => void;
  /** The pointer is over the bubble: it stays. */
  onEnter: () => void;
  children: ReactNode;
}

export function HintBubble({ at, side, onClose, onEnter, children }: BubbleProps) {
  const { left, top, width, height } = at;
  return (
    <Tooltip.Provider>
      <Tooltip.Root open>
        {/* Radix places the bubble at its own trigger: one that lies over the child and gets no events. */}
        <Tooltip.Trigger asChild>
          <span aria-hidden className="pointer-events-none fixed" style={{ left, top, width, height }} />
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content
            side={side}
            sideOffset={4}
            collisionPadding={8}
            onEscapeKeyDown={onClose}
            onPointerEnter={onEnter}
            onPointerLeave={onClose}
            className={cn(surfaceLook, "max-w-72 px-2.5 py-1.5 text-12")}
          >
            {children}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  );
}
