"use client";
import { useTranslations } from "next-intl";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/cn.ts";
import { FilterFold } from "../../components/filter-fold.tsx";
import { ALL, FilterSelect, useFilters } from "../../components/filters.tsx";
import { PausedSearch } from "../../components/search-input.tsx";
import { DayInput } from "../answers/day-filter.tsx";
import { type ConversationFilterName, filterNames } from "./filter.ts";

export function ConversationFilters(props: {
  bots: { id: string; name: string }[];
  tags: string[];
  /** Whether a shop's own account is connected, whose owner approves drafts. */
  drafts: boolean;
  /** Whether the reader may search what people wrote. */
  searchable: boolean;
}) {
  const { bots, tags, drafts, searchable } = props;
  const t = useTranslations("conversations.filter");
  const { has, shown, set, clear } = useFilters<ConversationFilterName>();
  const which = shown("which") || ALL;
  const [from, to] = [shown("from"), shown("to")];
  return (
    <FilterFold
      active={filterNames.filter((name) => name !== "q" && name !== "which" && has(name)).length}
      search={
        searchable ? (
          <PausedSearch
            label={t("search")}
            typed={shown("q")}
            onSearch={(q) => set({ q })}
            className="max-md:min-w-0 max-md:flex-1 md:w-64"
          />
        ) : null
      }
      choice={
        <fieldset className="flex rounded-md border p-0.5 max-md:w-full">
          <legend className="sr-only">{t("label")}</legend>
          {([ALL, "waiting", ...(drafts ? (["draft"] as const) : []), "taken"] as const).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={which === each}
              onClick={() => set({ which: each })}
              className={cn(
                "min-h-7 flex-1 rounded-sm px-2.5 text-13 transition-colors duration-100 max-md:min-h-9 max-md:px-1 max-md:leading-4 md:whitespace-nowrap",
                which === each ? "bg-muted font-medium" : "text-muted-foreground hover:text-foreground",
              )}
            >
              {t(each)}
            </button>
          ))}
        </fieldset>
      }
    >
      {() => (
        <>
          {bots.length > 1 ? (
            <FilterSelect
              label={t("bot")}
              value={shown("bot")}
              all={t("allBots")}
              options={bots.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(bot) => set({ bot })}
            />
          ) : null}
          {tags.length > 0 ? (
            <FilterSelect
              label={t("tag")}
              value={shown("tag")}
              all={t("allTags")}
              options={tags.map((tag) => ({ value: tag, label: tag }))}
              onChange={(tag) => set({ tag })}
            />
          ) : null}
          <DayInput label={t("from")} value={from} max={to} onChange={(day) => set({ from: day })} />
          <DayInput label={t("to")} value={to} min={from} onChange={(day) => set({ to: day })} />
          {filterNames.some((name) => has(name)) ? (
            <Button variant="ghost" size="sm" onClick={clear}>
              {t("clear")}
            </Button>
          ) : null}
        </>
      )}
    </FilterFold>
  );
}
