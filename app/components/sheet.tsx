"use client";
import { onDemand } from "../on-demand.tsx";
import type { SheetProps } from "./sheet-box.tsx";

/**
 * A panel at the side, for looking closer without leaving the list; on a phone from below. Its code loads when the first one
 * opens.
 */
export const Sheet = onDemand<SheetProps>(
  () => import("./sheet-box.tsx").then(({ SheetBox }) => SheetBox),
  ({ open }) => open,
);
