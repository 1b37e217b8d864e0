"use client";
import { useTranslations } from "next-intl";
import { Button } from "./button.tsx";

/** Says that what stands in the fields was typed earlier and not saved. */
export function DraftLine({ onDiscard }: { onDiscard: () => void }) {
  const t = useTranslations("shell.draft");
  return (
    <p role="status" className="mb-4 flex items-center gap-1.5 text-13 text-muted-foreground">
      {t("restored")}
      <span aria-hidden>·</span>
      <Button variant="link" size="sm" onClick={onDiscard}>
        {t("discard")}
      </Button>
    </p>
  );
}
