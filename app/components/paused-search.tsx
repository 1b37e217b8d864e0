"use client";
import { useEffect, useEffectEvent, useState } from "react";
import { SearchInput } from "./search-input.tsx";

/** How long a pause in typing starts the search. */
const PAUSE_MS = 350;

/** Searches when one pauses. What is typed stays while the list loads. */
export function PausedSearch(props: {
  label: string;
  /** What the address holds. */
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
  return <SearchInput label={label} value={text} onChange={setText} {...(className && { className })} />;
}
