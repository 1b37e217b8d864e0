"use client";
import { useTranslations } from "next-intl";
import type { ModelEntry } from "#lib/models/order.ts";
import { Button } from "../../components/button.tsx";
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
      <SearchInput label={t("search")} value={query} onChange={onQuery} className="w-full md:w-72" />
      {onSwitch ? (
        <>
          <Button
            variant="secondary"
            size="sm"
            disabled={shown.every(({ enabled }) => enabled)}
            onClick={() => onSwitch(true)}
          >
            {t(`${part}On`)}
          </Button>
          <Button
            variant="secondary"
            size="sm"
            disabled={!shown.some(({ enabled }) => enabled)}
            onClick={() => onSwitch(false)}
          >
            {t(`${part}Off`)}
          </Button>
        </>
      ) : null}
      <p role="status" className="text-12 text-muted-foreground">
        {searching ? t("count", { count: shown.length, total }) : ""}
      </p>
    </div>
  );
}
