"use client";
import { useLocale, useTranslations } from "next-intl";
import { labelIn } from "#lib/keys/default-label.ts";
import { useClassWords } from "../../components/class-words.ts";
import { FilterSelect } from "../../components/filters.tsx";
import { useNumbers } from "../../components/numbers.ts";
import { classFilters, costFilters, type FilterName, ratingFilters, slowFilters } from "./filter.ts";

export interface FilterKey {
  id: string;
  label: string;
  last4: string;
}

export const rareFilters = ["key", "class", "by", "slow", "cost", "rating"] as const satisfies FilterName[];

/** What somebody filters by who looks for a cause. */
export function RareFilters(props: {
  keys: FilterKey[];
  shown: (name: FilterName) => string;
  set: (values: Partial<Record<FilterName, string>>) => void;
}) {
  const { keys, shown, set } = props;
  const t = useTranslations("answers.filter");
  const { name: className } = useClassWords();
  const numbers = useNumbers();
  const locale = useLocale();
  const select = (name: (typeof rareFilters)[number], options: { value: string; label: string }[]) => (
    <FilterSelect
      key={name}
      label={t(name)}
      value={shown(name)}
      all={t(`all.${name}`)}
      options={options}
      onChange={(value) => set({ [name]: value })}
    />
  );
  return (
    <>
      {keys.length > 0
        ? select(
            "key",
            keys.map(({ id, label, last4 }) => ({ value: id, label: `${labelIn(locale, label)} …${last4}` })),
          )
        : null}
      {select(
        "class",
        classFilters
          .filter((kind) => kind !== "ok" || shown("class") === "ok")
          .map((kind) => ({ value: kind, label: kind === "failed" ? t("failed") : className(kind) })),
      )}
      {select("by", [
        { value: "first", label: t("byFirst") },
        { value: "later", label: t("byLater") },
      ])}
      {select(
        "slow",
        slowFilters.map((value) => ({ value, label: t("slower", { seconds: Number(value) }) })),
      )}
      {select("cost", [
        ...costFilters.map((value) => ({
          value,
          label: t("dearer", { cost: numbers.dollars(Number(value)) }),
        })),
        { value: "unknown", label: t("costUnknown") },
      ])}
      {select(
        "rating",
        ratingFilters.map((value) => ({ value, label: t(`rated.${value}`) })),
      )}
    </>
  );
}
