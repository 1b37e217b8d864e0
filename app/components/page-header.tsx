import type { ReactNode } from "react";

interface Props {
  title: ReactNode;
  intro?: ReactNode;
  /** At the right of the title; the primary one last. */
  actions?: ReactNode;
}

export function PageHeader({ title, intro, actions }: Props) {
  return (
    <header className="mb-6">
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-6 gap-y-2 max-md:gap-x-3">
        <h1 className="text-20">{title}</h1>
        {actions ? <div className="flex flex-wrap items-center gap-2 max-md:gap-1.5">{actions}</div> : null}
      </div>
      {intro ? <p className="mt-0.5 max-w-2xl text-muted-foreground max-md:mt-2">{intro}</p> : null}
    </header>
  );
}
