"use client";
import { useTranslations } from "next-intl";
import { Button } from "./button.tsx";

/** In the place of what could not be loaded. */
export function NotLoaded({ again }: { again: () => void }) {
  const t = useTranslations("shell.notLoaded");
  return (
    <p className="flex flex-wrap items-center gap-3 text-13">
      {t("text")}
      <Button variant="secondary" size="sm" onClick={again}>
        {t("again")}
      </Button>
    </p>
  );
}
