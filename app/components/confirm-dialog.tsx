"use client";
import { onDemand } from "../on-demand.tsx";
import type { ConfirmProps } from "./confirm-box.tsx";

/** Asks before what cannot be undone. */
export const ConfirmDialog = onDemand<ConfirmProps>(
  () => import("./confirm-box.tsx").then(({ ConfirmBox }) => ConfirmBox),
  ({ open }) => open,
);
