"use client";
import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { surfaceLook } from "./surface.ts";

interface Props {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** One element that takes a ref: a Button. */
  trigger: ReactNode;
  align?: "start" | "center" | "end";
  children: ReactNode;
}

export function Popover({ trigger, align = "center", children, ...state }: Props) {
  return (
    <Radix.Root {...state}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={4} collisionPadding={8} className={surfaceLook}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
