"use client";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

interface Props extends Omit<ComponentProps<"button">, "onChange"> {
  checked: boolean;
  onCheckedChange?: (checked: boolean) => void;
}

export function Switch({ checked, onCheckedChange, className, ...rest }: Props) {
  const state = checked ? "checked" : "unchecked";
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      data-state={state}
      onClick={() => onCheckedChange?.(!checked)}
      {...rest}
      className={cn(
        "relative inline-flex h-5 w-8 shrink-0 items-center rounded-full bg-strong transition-colors duration-100 after:absolute after:-inset-2.5 pointer-coarse:after:-inset-3 disabled:opacity-50 data-[state=checked]:bg-primary",
        className,
      )}
    >
      <span
        data-state={state}
        className="block size-4 translate-x-0.5 rounded-full bg-white shadow-sm transition-transform duration-100 data-[state=checked]:translate-x-3.5"
      />
    </button>
  );
}
