"use client";
// Toasts. Their code loads at the first touch of the page, long before anything can be saved; what is said meanwhile waits.
import type { ExternalToast } from "sonner";
import { loading } from "../on-demand.tsx";

export const toaster = loading(() => import("sonner"));

type Kind = "success" | "error" | "warning";
/** What went well is read at a glance; what did not has a cause, and often what to do. */
const SHOWN_MS: Record<Kind, number> = { success: 4_000, warning: 10_000, error: 10_000 };
type Say = (message: string, options?: ExternalToast) => string | number;

let waiting: (() => void)[] = [];
let shown = false;
let count = 0;

function whenShown(run: () => void): void {
  if (shown) run();
  else waiting.push(run);
}

const sayer =
  (kind: Kind): Say =>
  (message, options) => {
    count += 1;
    const id = options?.id ?? `toast-${count}`;
    void toaster.preload();
    whenShown(() => toaster.now()?.toast[kind](message, { duration: SHOWN_MS[kind], ...options, id }));
    return id;
  };

export const toast = {
  success: sayer("success"),
  error: sayer("error"),
  warning: sayer("warning"),
  dismiss: (id: string | number) => whenShown(() => toaster.now()?.toast.dismiss(id)),
};

/** To be called once the toaster is on the page: it shows nothing that was said before it. */
export function showWaiting(): void {
  shown = true;
  for (const run of waiting) run();
  waiting = [];
}
