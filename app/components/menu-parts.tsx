"use client";
// The parts of a menu; menu.tsx loads them.
import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";
import { itemLook, surfaceLook } from "./surface.ts";

export interface MenuProps {
  /** One element that takes a ref: a Button. */
  trigger: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  className?: string;
  /** It has just been asked for. */
  defaultOpen: boolean;
  children: ReactNode;
}

export function OpenedMenu({
  trigger,
  align = "end",
  side = "bottom",
  className,
  defaultOpen,
  children,
}: MenuProps) {
  return (
    <DropdownMenu.Root defaultOpen={defaultOpen}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cn(
            surfaceLook,
            "max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto p-1",
            className,
          )}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export interface ItemProps extends ComponentProps<typeof DropdownMenu.Item> {
  destructive?: boolean;
}

export function OpenedMenuItem({ destructive = false, className, ...rest }: ItemProps) {
  return (
    <DropdownMenu.Item
      {...rest}
      className={cn(itemLook, destructive ? "text-broken" : "[&_svg]:text-muted-foreground", className)}
    />
  );
}

/** A radio item. */
export function OpenedMenuChoice({
  checked,
  children,
  ...rest
}: { checked: boolean } & Omit<ItemProps, "destructive">) {
  return (
    <DropdownMenu.Item
      {...rest}
      role="menuitemradio"
      aria-checked={checked}
      className={cn(itemLook, "justify-between")}
    >
      {children}
      {checked ? <Check aria-hidden className="text-primary" /> : null}
    </DropdownMenu.Item>
  );
}

export const OpenedMenuSeparator = () => <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-border" />;

export function OpenedMenuLabel({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-12 text-muted-foreground">
      {children}
    </DropdownMenu.Label>
  );
}
