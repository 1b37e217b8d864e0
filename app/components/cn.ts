import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// Our sizes are named by their pixels: without this `text-13` would count as a colour.
const merge = extendTailwindMerge({
  extend: { theme: { text: ["12", "13", "14", "16", "20", "28"], shadow: ["float"] } },
});

/** Joins class names; of two that contradict each other the later one wins. */
export const cn = (...classes: ClassValue[]): string => merge(clsx(classes));
