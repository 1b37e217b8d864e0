"use client";
import { useTranslations } from "next-intl";
import { Button } from "../../../components/button.tsx";
import { useComposerText } from "./composer-text.tsx";

/** Puts the draft's words into the message that somebody writes. */
export function TakeDraft({ words }: { words: string }) {
  const t = useTranslations("conversations");
  const { setText } = useComposerText();
  return (
    <Button variant="link" size="sm" onClick={() => setText(words)}>
      {t("useDraft")}
    </Button>
  );
}
