"use client";
import { Search } from "lucide-react";
import { cn } from "./cn.ts";
import { controlLook } from "./input.tsx";

/** A small field above a list. */
export function SearchInput(props: {
  /** Its name, also shown while it is empty. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
}) {
  const { label, value, onChange, className } = props;
  return (
    <div className={cn("relative", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted-foreground"
      />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        className={cn(controlLook, "h-8 pl-8 text-13 max-md:h-11")}
      />
    </div>
  );
}
