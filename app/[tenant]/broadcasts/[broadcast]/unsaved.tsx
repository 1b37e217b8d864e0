"use client";
// What stands in the form and is not saved is not what would be sent: the form tells the buttons that send.
import { createContext, type ReactNode, useContext, useState } from "react";

const Unsaved = createContext<[boolean, (isUnsaved: boolean) => void]>([false, () => undefined]);

export function UnsavedProvider({ children }: { children: ReactNode }) {
  return <Unsaved value={useState(false)}>{children}</Unsaved>;
}

export const useUnsaved = () => useContext(Unsaved);
