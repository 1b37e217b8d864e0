"use client";
// What a select that opens and one that has not opened yet share.
import { cn } from "./cn.ts";
import { controlLook } from "./input.tsx";

export interface SelectProps {
  value: string;
  onValueChange: (value: string) => void;
  options: readonly { value: string; label: string; disabled?: boolean }[];
  placeholder?: string;
  disabled?: boolean;
  "aria-label"?: string;
  className?: string;
}

export const selectLook = cn(
  controlLook,
  "inline-flex h-9 items-center justify-between gap-2 text-left max-md:h-11 data-placeholder:text-muted-foreground",
);
