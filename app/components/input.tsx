"use client";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { useField } from "./field-context.ts";

/** Style of all text inputs. 16 px on a phone, so that the browser does not zoom in. */
export const controlLook =
  "w-full rounded-md border border-strong bg-background px-3 text-14 transition-colors duration-100 placeholder:text-muted-foreground/70 hover:border-muted-foreground/50 focus-visible:border-primary focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-broken aria-invalid:focus-visible:outline-broken max-md:text-16 dark:bg-muted/40";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...useField()} {...rest} className={cn(controlLook, "h-9 max-md:h-11", className)} />;
}
