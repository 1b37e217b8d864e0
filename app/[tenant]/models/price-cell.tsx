"use client";
import { useTranslations } from "next-intl";
import type { ModelView } from "#lib/models/list.ts";
import { priceSource } from "#lib/prices/list-prices.ts";
import { cn } from "../../components/cn.ts";
import { Hint } from "../../components/hint.tsx";
import { useNumbers } from "../../components/numbers.ts";
import { useTimeWords } from "../../components/time.tsx";

interface Props {
  model: ModelView;
  /** Opens its editor; null for those who may not correct it. */
  onEdit: (() => void) | null;
  className?: string;
}

/** The price, in and out. */
export function PriceCell({ model, onEdit, className }: Props) {
  const t = useTranslations("prices");
  const { dollars } = useNumbers();
  const { day } = useTimeWords();
  const { price, corrected, displayName } = model;
  const shown = price ? `${dollars(price.input)} · ${dollars(price.output)}` : t("unknownShort");
  const hint = corrected
    ? t("correctedHint")
    : price
      ? t("listHint", { date: day(priceSource.asOf) })
      : t("unknown");
  const tone = price ? "" : "text-muted-foreground";
  const mark = corrected ? <span className="text-muted-foreground">*</span> : null;
  return (
    <div className={cn("text-13 tabular-nums", className)}>
      <Hint text={hint}>
        {onEdit ? (
          <button
            type="button"
            onClick={onEdit}
            aria-label={t("edit", { model: displayName, price: shown })}
            className={`-mx-1.5 relative z-1 rounded-md px-1.5 py-1 transition-colors duration-100 hover:bg-muted ${tone}`}
          >
            {shown}
            {mark}
          </button>
        ) : (
          <span className={`relative z-1 ${tone}`}>
            {shown}
            {mark}
          </span>
        )}
      </Hint>
    </div>
  );
}
