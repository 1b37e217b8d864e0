"use client";
import { Switch as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

export function Switch({ className, ...rest }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      {...rest}
      className={cn(
        "relative inline-flex h-5 w-8 shrink-0 items-center rounded-full bg-strong transition-colors duration-100 after:absolute after:-inset-2.5 disabled:opacity-50 data-[state=checked]:bg-primary",
        className,
      )}
    >
      <Radix.Thumb className="block size-4 translate-x-0.5 rounded-full bg-white shadow-sm transition-transform duration-100 data-[state=checked]:translate-x-3.5" />
    </Radix.Root>
  );
}
