"use client";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { useField } from "./field-context.ts";
import { controlLook } from "./input.tsx";

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea {...useField()} {...rest} className={cn(controlLook, "block resize-y py-2", className)} />;
}
