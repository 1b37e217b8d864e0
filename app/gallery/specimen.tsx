import type { ReactNode } from "react";

/** A component under its name. */
export function Specimen({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-3 border-b pb-1 font-mono text-12 text-muted-foreground">{name}</h2>
      {children}
    </section>
  );
}

/** States of it in a row. */
export const SpecimenRow = ({ children }: { children: ReactNode }) => (
  <div className="mb-3 flex flex-wrap items-center gap-3">{children}</div>
);
