"use client";
// A figure in a table that one types over: Enter or leaving it saves, Escape takes it back.
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { flushSync } from "react-dom";
import { cn } from "../../../../../components/cn.ts";
import { controlLook } from "../../../../../components/input.tsx";
import { useNumbers } from "../../../../../components/numbers.ts";
import { figureIn } from "./figure.ts";

interface Props {
  label: string;
  /** What it is: where it is empty, and above it where the head is not seen. */
  hint: string;
  value: number | null;
  whole?: boolean;
  editable: boolean;
  onChange: (value: number | null) => void;
}

export function FigureCell({ label, hint, value, whole = false, editable, onChange }: Props) {
  const t = useTranslations("knowledge.products");
  const numbers = useNumbers();
  const note = useId();
  /** Null: nobody types in it. */
  const [typed, setTyped] = useState<string | null>(null);
  const shown = value === null ? "" : numbers.count(value);
  if (!editable) return <p className="text-right tabular-nums">{shown || "–"}</p>;
  const figure = typed === null ? value : figureIn(typed, whole);
  const isWrong = figure === undefined;
  function settle(): void {
    if (isWrong) return;
    if (typed !== null && figure !== value) onChange(figure);
    setTyped(null);
  }
  return (
    <span className="relative block">
      <span aria-hidden className="mb-0.5 block text-12 text-muted-foreground md:hidden">
        {hint}
      </span>
      <input
        aria-label={label}
        aria-invalid={isWrong || undefined}
        aria-describedby={isWrong ? note : undefined}
        inputMode={whole ? "numeric" : "decimal"}
        autoComplete="off"
        maxLength={20}
        placeholder={hint}
        value={typed ?? shown}
        onFocus={({ currentTarget }) => {
          // At once: what is typed next takes the figure's place.
          flushSync(() => setTyped(value === null ? "" : numbers.plain(value)));
          currentTarget.select();
        }}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            if (!isWrong) event.currentTarget.blur();
          }
          if (event.key === "Escape") {
            event.stopPropagation();
            setTyped(null);
            event.currentTarget.blur();
          }
        }}
        className={cn(
          controlLook,
          "h-8 px-2 text-right tabular-nums max-md:h-10 md:border-transparent md:bg-transparent md:dark:bg-transparent",
        )}
      />
      {isWrong ? (
        <span
          id={note}
          role="alert"
          className="absolute top-full right-0 z-10 mt-1 w-max max-w-64 max-md:right-auto max-md:left-0 rounded-md bg-raised px-2 py-1 text-12 text-broken shadow-float"
        >
          {t(whole ? "whole" : "number")}
        </span>
      ) : null}
    </span>
  );
}
