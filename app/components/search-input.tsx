"use client";
import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { cn } from "./cn.ts";
import { controlLook } from "./input.tsx";

/** How long a pause in typing starts the search. */
const PAUSE_MS = 350;

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

/** Searches when one pauses. What is typed stays while the list loads. @param props.typed as in the address */
export function PausedSearch(props: {
  label: string;
  typed: string;
  onSearch: (text: string) => void;
  className?: string;
}) {
  const { label, typed, onSearch, className } = props;
  const [text, setText] = useState(typed);
  const [sent, setSent] = useState(typed);
  // The address has changed in another way: Back, or "Clear filters".
  if (typed !== sent && text.trim() === sent) {
    setText(typed);
    setSent(typed);
  }
  const search = useEffectEvent(() => {
    if (text.trim() === sent) return;
    setSent(text.trim());
    onSearch(text.trim());
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change starts the pause anew
  useEffect(() => {
    const timer = setTimeout(search, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return <SearchInput label={label} value={text} onChange={setText} {...(className ? { className } : {})} />;
}
