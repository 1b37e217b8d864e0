"use client";
// A popover that opens; popover.tsx loads it.
import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { surfaceLook } from "./surface.ts";

export interface PopoverProps {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** One element that takes a ref: a Button. */
  trigger: ReactNode;
  align?: "start" | "center" | "end";
  children: ReactNode;
}

export function OpenedPopover({ trigger, align = "center", children, ...state }: PopoverProps) {
  return (
    <Radix.Root {...(state.open === undefined ? { defaultOpen: true } : {})} {...state}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={4} collisionPadding={8} className={surfaceLook}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
