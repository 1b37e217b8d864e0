import type { ReactNode } from "react";

/** A part of the page, under a hairline. */
export function Section({
  title,
  intro,
  children,
}: {
  title: ReactNode;
  intro: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="border-t py-6">
      <h2 className="text-16">{title}</h2>
      <p className="mt-0.5 mb-5 max-w-xl text-13 text-muted-foreground">{intro}</p>
      {children}
    </section>
  );
}
