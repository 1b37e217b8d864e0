"use client";
import { useTranslations } from "next-intl";
import { useNumbers } from "../../components/numbers.ts";
import type { Effect } from "./effect.ts";

/** Words for what a move would change. */
export function useEffectText(nameOf: (model: string) => string): (effect: Effect) => string {
  const t = useTranslations("models.effect");
  const numbers = useNumbers();
  const cost = (ratio: number | null, instead: string | null): string => {
    if (ratio === null || instead === null || (ratio > 0.95 && ratio < 1.05)) return "";
    const model = nameOf(instead);
    return ratio > 1
      ? t("cost", { ratio: numbers.about(ratio), model })
      : t("cheaper", { ratio: numbers.percent(ratio), model });
  };
  return (effect) => {
    if (effect.kind === "first") {
      const price = cost(effect.ratio, effect.instead);
      const first = t("first", { model: nameOf(effect.model) });
      return price ? `${first}: ${price}` : first;
    }
    if (effect.kind === "after") {
      return t("after", { before: nameOf(effect.before) });
    }
    return effect.kind === "off" ? t("off") : t("same");
  };
}
