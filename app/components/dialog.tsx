"use client";
import type { ReactNode } from "react";
import { onDemand } from "../on-demand.tsx";
import type { DialogProps } from "./dialog-box.tsx";

/** A modal dialog in the centre; on a phone at the bottom. Its code loads when the first one opens. */
export const Dialog = onDemand<DialogProps>(
  () => import("./dialog-box.tsx").then(({ DialogBox }) => DialogBox),
  ({ open }) => open,
);

/** The buttons at the end of a dialog, the primary one last. In sight however low its window is. */
export function DialogFooter({ children }: { children: ReactNode }) {
  return (
    <div className="sticky bottom-0 z-2 -mx-5 mt-3 -mb-5 flex flex-wrap items-center justify-end gap-2 bg-raised px-5 pt-3 pb-5 md:-mx-6 md:-mb-6 md:rounded-b-lg md:px-6 md:pb-6">
      {children}
    </div>
  );
}
