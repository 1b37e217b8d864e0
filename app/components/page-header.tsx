import type { ReactNode } from "react";
import { cn } from "./cn.ts";

interface Props {
  title: ReactNode;
  intro?: ReactNode;
  /** At the right of the title; the primary one last. Many: FoldedActions. */
  actions?: ReactNode;
  /** There is much below it: a phone shows the title and the actions alone. */
  compact?: boolean;
}

export function PageHeader({ title, intro, actions, compact = false }: Props) {
  return (
    <header className={cn("mb-6", compact && "max-md:mb-4")}>
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-6 gap-y-2 max-md:gap-x-3">
        <h1 className="text-20">{title}</h1>
        {actions ? <div className="flex flex-wrap items-center gap-2 max-md:gap-1.5">{actions}</div> : null}
      </div>
      {intro ? (
        <p
          className={cn("mt-0.5 max-w-2xl text-muted-foreground", compact ? "max-md:hidden" : "max-md:mt-2")}
        >
          {intro}
        </p>
      ) : null}
    </header>
  );
}
