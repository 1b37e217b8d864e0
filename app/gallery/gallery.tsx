"use client";
import { useEffect } from "react";
import { Controls } from "./controls.tsx";
import { Floating, floating } from "./floating.tsx";
import { Forms } from "./forms.tsx";
import { Lists } from "./lists.tsx";
import { Specimen } from "./specimen.tsx";
import { States } from "./states.tsx";
import type { Theme } from "./themes.ts";

/** Every component of app/components in every state. */
export function Gallery({ theme, open }: { theme: Theme; open: string | null }) {
  // Overrides the chosen theme; runs after the provider's own effect.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const { classList, style } = document.documentElement;
      classList.toggle("dark", theme === "dark");
      style.colorScheme = theme;
    });
    return () => cancelAnimationFrame(frame);
  }, [theme]);
  const alone = floating.find(({ name }) => name === open);
  if (alone) return <main className="p-3">{alone.opened}</main>;
  return (
    <main className="mx-auto grid max-w-3xl gap-10 p-6">
      <Controls />
      <Forms />
      <States />
      <Lists />
      <Floating />
      <Specimen name="Floating, open">
        <div className="grid grid-cols-2 gap-4">
          {floating.map(({ name, height }) => (
            <iframe
              key={name}
              title={name}
              src={`/gallery/${theme}?open=${name}`}
              loading="lazy"
              style={{ height }}
              className="w-full rounded-lg border"
            />
          ))}
        </div>
      </Specimen>
    </main>
  );
}
