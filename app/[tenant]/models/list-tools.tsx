"use client";
import { ToggleLeft, ToggleRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ModelEntry } from "#lib/models/order.ts";
import { FoldedActions } from "../../components/folded-actions.tsx";
import { SearchInput } from "../../components/search-input.tsx";

interface Props {
  query: string;
  onQuery: (query: string) => void;
  /** What the search leaves. */
  shown: readonly ModelEntry[];
  total: number;
  /** Switches those that are shown, all together; null for those who may only look. */
  onSwitch: ((on: boolean) => void) | null;
}

/** Search and switches for a list of many models. */
export function ListTools({ query, onQuery, shown, total, onSwitch }: Props) {
  const t = useTranslations("models.tools");
  const searching = query.trim() !== "";
  const part = searching ? "found" : "all";
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SearchInput
        label={t("search")}
        value={query}
        onChange={onQuery}
        className="max-md:min-w-0 max-md:flex-1 md:w-72"
      />
      {onSwitch ? (
        <FoldedActions
          size="sm"
          menu={t("together")}
          actions={[
            {
              label: t(`${part}On`),
              Icon: ToggleRight,
              act: () => onSwitch(true),
              disabled: shown.every(({ enabled }) => enabled),
            },
            {
              label: t(`${part}Off`),
              Icon: ToggleLeft,
              act: () => onSwitch(false),
              disabled: !shown.some(({ enabled }) => enabled),
            },
          ]}
        />
      ) : null}
      <p role="status" className="text-12 text-muted-foreground max-md:w-full max-md:empty:hidden">
        {searching ? t("count", { count: shown.length, total }) : ""}
      </p>
    </div>
  );
}
