"use client";
import { Button } from "../../components/button.tsx";
import { FilterFold } from "../../components/filter-fold.tsx";
import { FilterSelect, useFilters } from "../../components/filters.tsx";
import { DayInput } from "../answers/day-filter.tsx";
import { type RecordFilterName, recordFilterNames } from "./filter.ts";

interface Props {
  people: { id: string; name: string }[];
  kinds: { value: string; label: string }[];
  /** The page's own: its catalogue is not in the browser. */
  words: Record<"person" | "allPeople" | "kind" | "allKinds" | "from" | "to" | "visits" | "clear", string>;
}

export function RecordFilters({ people, kinds, words }: Props) {
  const { has, shown, set, clear } = useFilters<RecordFilterName>();
  const [from, to, isVisits] = [shown("from"), shown("to"), shown("visits") === "1"];
  return (
    <FilterFold active={recordFilterNames.filter((name) => has(name)).length}>
      {() => (
        <>
          <FilterSelect
            label={words.person}
            value={shown("person")}
            all={words.allPeople}
            options={people.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(person) => set({ person })}
          />
          <FilterSelect
            label={words.kind}
            value={shown("kind")}
            all={words.allKinds}
            options={kinds}
            onChange={(kind) => set({ kind })}
          />
          <DayInput label={words.from} value={from} max={to} onChange={(day) => set({ from: day })} />
          <DayInput label={words.to} value={to} min={from} onChange={(day) => set({ to: day })} />
          <Button
            variant={isVisits ? "primary" : "secondary"}
            size="sm"
            aria-pressed={isVisits}
            onClick={() => set({ visits: isVisits ? "" : "1" })}
          >
            {words.visits}
          </Button>
          {recordFilterNames.some((name) => has(name)) ? (
            <Button variant="ghost" size="sm" onClick={clear}>
              {words.clear}
            </Button>
          ) : null}
        </>
      )}
    </FilterFold>
  );
}
