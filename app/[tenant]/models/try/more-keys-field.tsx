"use client";
import { Minus, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../../../components/button.tsx";

const NEW_KEYS_AT_MOST = 10;

/** Number of additional keys. */
export function MoreKeysField({ more, onChange }: { more: number; onChange(more: number): void }) {
  const t = useTranslations("replay");
  return (
    <div className="mb-6 flex items-center gap-3">
      <div className="min-w-0 flex-1">
        <p className="font-medium text-13">{t("more")}</p>
        <p className="text-12 text-muted-foreground">{t("moreHelp")}</p>
      </div>
      <Button
        variant="ghost"
        size="icon"
        aria-label={t("fewer")}
        disabled={more === 0}
        onClick={() => onChange(more - 1)}
      >
        <Minus aria-hidden />
      </Button>
      <output className="w-5 text-center text-14 tabular-nums">{more}</output>
      <Button
        variant="ghost"
        size="icon"
        aria-label={t("another")}
        disabled={more === NEW_KEYS_AT_MOST}
        onClick={() => onChange(more + 1)}
      >
        <Plus aria-hidden />
      </Button>
    </div>
  );
}
