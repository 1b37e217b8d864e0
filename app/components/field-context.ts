"use client";
// Apart from field.tsx, so that a control outside of forms does not load what forms need.
import { createContext, useContext } from "react";

export interface Wiring {
  id: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}
export const FieldContext = createContext<Wiring | null>(null);

/** What ties a control to the Field around it: its id, its help and its error. */
export const useField = (): Wiring | null => useContext(FieldContext);
