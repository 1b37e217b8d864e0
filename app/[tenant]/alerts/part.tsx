import type { ReactNode } from "react";

interface Props {
  title: ReactNode;
  note?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}

/** A part of the page with its heading. */
export function AlertsPart({ title, note, action, children }: Props) {
  return (
    <section className="mt-9">
      <div className="mb-2 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <div>
          <h2 className="text-16">{title}</h2>
          {note ? <p className="mt-0.5 max-w-xl text-13 text-muted-foreground">{note}</p> : null}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
