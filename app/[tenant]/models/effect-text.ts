"use client";
import { useTranslations } from "next-intl";
import { useNumbers } from "../../components/numbers.ts";
import type { Effect } from "./effect.ts";

/** Words for what a move would change. */
export function useEffectText(nameOf: (model: string) => string): (effect: Effect) => string {
  const t = useTranslations("models.effect");
  const numbers = useNumbers();
  const cost = (ratio: number | null): string => {
    if (ratio === null || (ratio > 0.95 && ratio < 1.05)) return "";
    return ratio > 1
      ? t("cost", { ratio: numbers.about(ratio) })
      : t("cheaper", { ratio: numbers.percent(ratio) });
  };
  return (effect) => {
    if (effect.kind === "first") {
      const price = cost(effect.ratio);
      const first = t("first", { model: nameOf(effect.model) });
      return price ? `${first}: ${price}` : first;
    }
    if (effect.kind === "after") {
      return t("after", { before: nameOf(effect.before) });
    }
    return effect.kind === "off" ? t("off") : t("same");
  };
}
