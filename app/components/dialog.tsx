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
  return <div className="dialog-end">{children}</div>;
}
