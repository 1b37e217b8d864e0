"use client";
import { onDemand } from "../../../../on-demand.tsx";
import type { MemoryFormProps } from "./memory-form.tsx";

/** Loaded behind the rest of the page. */
export const MemoryPart = onDemand<MemoryFormProps>(
  async () => (await import("./memory-form.tsx")).MemoryForm,
);
