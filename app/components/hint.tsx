"use client";
import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { surfaceLook } from "./surface.ts";

interface Props {
  text: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  children: ReactNode;
}

/** A tooltip for its only child, on hover and focus. */
export function Hint({ text, side = "top", children }: Props) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cn(surfaceLook, "max-w-72 px-2.5 py-1.5 text-12")}
        >
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

export const HintProvider = ({ children }: { children: ReactNode }) => (
  <Tooltip.Provider delayDuration={250}>{children}</Tooltip.Provider>
);
