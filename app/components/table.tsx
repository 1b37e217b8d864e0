"use client";
import Link from "next/link";
import type { ComponentProps, KeyboardEvent, ReactNode } from "react";
import { cn } from "./cn.ts";
import { Going } from "./going.tsx";

const rowsOf = (table: HTMLElement) => [...table.querySelectorAll<HTMLElement>("[data-row]")];

/** Up, Down, Home and End go through the rows' links; Enter follows them. */
function walk(event: KeyboardEvent<HTMLTableElement>): void {
  if ((event.target as HTMLElement).matches("input, textarea, select, [role=combobox]")) return;
  const rows = rowsOf(event.currentTarget);
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: Math.max(at - 1, 0), Home: 0, End: rows.length - 1 }[event.key];
  const next = to === undefined ? undefined : rows[Math.min(to, rows.length - 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** A table with a sticky head and clickable rows; arrow keys move between them. */
export function Table({ className, ...rest }: ComponentProps<"table">) {
  return <table {...rest} onKeyDown={walk} className={cn("w-full border-collapse text-left", className)} />;
}

export function Head({ children }: { children: ReactNode }) {
  return (
    <thead className="sticky top-0 z-10 bg-background text-12 text-muted-foreground max-md:sr-only">
      <tr className="shadow-[inset_0_-1px_0_var(--border)]">{children}</tr>
    </thead>
  );
}

export const HeadCell = ({ className, ...rest }: ComponentProps<"th">) => (
  <th scope="col" {...rest} className={cn("px-3 pb-2 font-normal first:pl-0 last:pr-0", className)} />
);

/** A row; the RowLink in it makes all of it clickable. */
export const Row = ({ className, ...rest }: ComponentProps<"tr">) => (
  <tr
    {...rest}
    className={cn(
      "row-hover relative border-b last:border-b-0 has-[[data-row]:focus-visible]:bg-muted/60",
      className,
    )}
  />
);

export const Cell = ({ className, ...rest }: ComponentProps<"td">) => (
  <td {...rest} className={cn("h-14 px-3 py-2 align-middle first:pl-0 last:pr-0", className)} />
);

const stretched = "rounded-sm font-medium after:absolute after:inset-0 after:content-['']";

/**
 * The row's own link, stretched over it. Whatever else is clickable in the row stands above it: `relative z-1`. Nothing is
 * asked for beforehand: a list of fifty would ask for fifty pages, and each refresh of it for all of them again.
 */
export const RowLink = ({ className, children, ...rest }: ComponentProps<typeof Link>) => (
  <Link data-row="" prefetch={false} {...rest} className={cn(stretched, className)}>
    {children}
    <Going shape="text" />
  </Link>
);
