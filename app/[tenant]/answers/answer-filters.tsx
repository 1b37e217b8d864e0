"use client";
import { SlidersHorizontal, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { FilterFold } from "../../components/filter-fold.tsx";
import { FilterSelect, useFilters } from "../../components/filters.tsx";
import { PausedSearch } from "../../components/search-input.tsx";
import { DayInput, HourChip } from "./day-filter.tsx";
import { type FilterName, filterNames, NO_MODEL, outcomeFilters } from "./filter.ts";
import { type FilterKey, RareFilters, rareFilters } from "./rare-filters.tsx";

export function AnswerFilters(props: {
  bots: { id: string; name: string }[];
  models: string[];
  keys: FilterKey[];
  /** Whether the reader may search what people wrote. */
  searchable: boolean;
  /** Name of the person that the list is narrowed to, if it is. */
  person: string | null;
}) {
  const { bots, models, keys, searchable, person } = props;
  const t = useTranslations("answers.filter");
  const states = useTranslations("answers.state");
  const { has, shown, set, clear } = useFilters<FilterName>();
  /** A wide screen shows what is filtered by each day. */
  const [rare, setRare] = useState(rareFilters.some((name) => has(name)));
  const [from, to] = [shown("from"), shown("to")];
  const chips = [
    ...(person === null ? [] : [["person", t("person", { name: person })] as const]),
    ...(has("tried") ? [["tried", t("tried", { model: shown("tried") })] as const] : []),
    ...(has("hour") ? [["hour", t("hour", { hour: shown("hour").padStart(2, "0") })] as const] : []),
    ...(has("people") ? [["people", t("newPeople")] as const] : []),
  ];
  return (
    <FilterFold
      active={filterNames.filter((name) => name !== "q" && has(name)).length}
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
    >
      {(open) => (
        <>
          {from.includes("T") || to.includes("T") ? (
            <HourChip from={from} to={to} onClear={() => set({ from: "", to: "" })} />
          ) : (
            <>
              <DayInput label={t("from")} value={from} max={to} onChange={(day) => set({ from: day })} />
              <DayInput label={t("to")} value={to} min={from} onChange={(day) => set({ to: day })} />
            </>
          )}
          {bots.length > 1 ? (
            <FilterSelect
              label={t("bot")}
              value={shown("bot")}
              all={t("allBots")}
              options={bots.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(bot) => set({ bot })}
            />
          ) : null}
          <FilterSelect
            label={t("state")}
            value={shown("state")}
            all={t("allStates")}
            options={outcomeFilters.map((state) => ({ value: state, label: states(state) }))}
            onChange={(state) => set({ state })}
          />
          <FilterSelect
            label={t("model")}
            value={shown("model")}
            all={t("allModels")}
            options={[
              ...new Set([
                ...models,
                ...(shown("model") && shown("model") !== NO_MODEL ? [shown("model")] : []),
              ]),
            ]
              .map((model) => ({ value: model, label: model }))
              .concat({ value: NO_MODEL, label: t("noModel") })}
            onChange={(model) => set({ model })}
          />
          {rare || open ? <RareFilters keys={keys} shown={shown} set={set} /> : null}
          {rare ? null : (
            <Button variant="ghost" size="sm" onClick={() => setRare(true)} className="max-md:hidden">
              <SlidersHorizontal aria-hidden />
              {t("more")}
            </Button>
          )}
          {chips.map(([name, label]) => (
            <Button
              key={name}
              variant="secondary"
              size="sm"
              aria-label={t("without", { name: label })}
              onClick={() => set({ [name]: "" })}
            >
              {label}
              <X aria-hidden />
            </Button>
          ))}
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
