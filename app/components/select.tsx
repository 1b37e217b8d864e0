"use client";
// A select whose list loads when somebody is about to open the first one.
import { ChevronsUpDown } from "lucide-react";
import { useState } from "react";
import { loading, useLoaded } from "../on-demand.tsx";
import { cn } from "./cn.ts";
import { useField } from "./field-context.ts";
import { type SelectProps, selectLook } from "./select-look.ts";

const parts = loading(() => import("./select-parts.tsx"));

export function Select(props: SelectProps) {
  const { value, options, placeholder, disabled = false, className, "aria-label": label } = props;
  const field = useField();
  const [asked, setAsked] = useState(false);
  const Parts = useLoaded(parts, asked);
  if (asked && Parts) return <Parts.OpenedSelect {...props} />;
  const chosen = options.find((option) => option.value === value);
  const near = () => void parts.preload();
  return (
    <button
      type="button"
      role="combobox"
      aria-haspopup="listbox"
      aria-expanded={false}
      aria-label={label}
      {...field}
      data-placeholder={chosen ? undefined : ""}
      disabled={disabled}
      onPointerEnter={near}
      onFocus={near}
      onTouchStart={near}
      onClick={() => setAsked(true)}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        event.preventDefault();
        setAsked(true);
      }}
      className={cn(selectLook, className)}
    >
      <span className="truncate">{chosen?.label ?? placeholder}</span>
      <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted-foreground" />
    </button>
  );
}
