import type { ReactNode } from "react";

interface Props {
  title: ReactNode;
  intro?: ReactNode;
  /** At the right; the primary one last. */
  actions?: ReactNode;
}

export function PageHeader({ title, intro, actions }: Props) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-20">{title}</h1>
        {intro ? <p className="mt-0.5 text-14 text-muted-foreground">{intro}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}
