import type { ReactNode } from "react";
import { LanguageLine } from "./language-line.tsx";

/** Frame of the pages before sign-in: logo, form, languages. */
export function Entrance({
  title,
  lead,
  children,
}: {
  title: ReactNode;
  lead: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col">
      <main className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center px-6 py-10 md:py-6">
        <Mark />
        <h1 className="mt-6 text-20">{title}</h1>
        <p className="mt-1 mb-8 text-muted-foreground">{lead}</p>
        {children}
      </main>
      <LanguageLine />
    </div>
  );
}

const Mark = () => (
  <span
    aria-hidden
    className="grid size-10 place-items-center rounded-lg bg-primary font-semibold text-20 text-primary-foreground"
  >
    B
  </span>
);
