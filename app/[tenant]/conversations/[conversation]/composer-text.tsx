"use client";
// What an operator is writing: kept past a reload, and filled again with what was not sent.
import { createContext, type ReactNode, useContext } from "react";
import { useKeptText } from "../../../saving/use-draft.tsx";

const ComposerText = createContext<ReturnType<typeof useKeptText> | null>(null);

export function ComposerTextProvider({ id, children }: { id: string; children: ReactNode }) {
  const kept = useKeptText(`conversation:${id}`);
  return <ComposerText value={kept}>{children}</ComposerText>;
}

export function useComposerText(): ReturnType<typeof useKeptText> {
  const kept = useContext(ComposerText);
  if (!kept) throw new Error("Outside of a conversation nothing is written.");
  return kept;
}
