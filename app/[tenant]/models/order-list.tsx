"use client";
// The rows of the order: dragged where all are shown, searched and switched together where there are many.
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Rest } from "#lib/chain-state/resting.ts";
import type { ModelsView, ModelView } from "#lib/models/list.ts";
import type { ModelEntry } from "#lib/models/order.ts";
import { folded, matchOf } from "#lib/search/match.ts";
import { moved } from "../../components/arrange.ts";
import { SortableList } from "../../components/sortable-list.tsx";
import { replaced } from "./effect.ts";
import { ListTools } from "./list-tools.tsx";
import { ModelHead, ModelRow } from "./model-row.tsx";

/** From how many on a list has a search. */
const MANY = 8;

interface Props {
  view: ModelsView;
  rests: Record<string, Rest>;
  entries: ModelEntry[];
  info: (name: string) => ModelView;
  /** What this order would change for the model. */
  effect: (after: readonly ModelEntry[], model: string) => string;
  editable: boolean;
  onChange: (entries: ModelEntry[]) => void;
  /** null for those who may not correct a price. */
  onPrice: ((model: string) => void) | null;
  onOpen: (model: string) => void;
}

export function OrderList(props: Props) {
  const { view, rests, entries, info, effect, editable, onChange, onPrice, onOpen } = props;
  const t = useTranslations("models");
  const [query, setQuery] = useState("");
  const nameOf = (name: string) => info(name).displayName;
  const allAnswers = Object.values(view.answers).reduce((sum, count) => sum + count, 0);
  const textsOf = (model: string) => [nameOf(model), model, t(`purpose.${info(model).purpose}`)].map(folded);
  const searching = query.trim() !== "";
  const shown = searching ? entries.filter(({ model }) => matchOf(query, textsOf(model)) > 0) : entries;
  const moveTo = (from: number, to: number) => onChange(moved(entries, from, to));
  const put = (index: number, entry: ModelEntry | null) =>
    onChange(entries.flatMap((old, i) => (i === index ? (entry ?? []) : [old])));
  return (
    <>
      {entries.length >= MANY ? (
        <ListTools
          query={query}
          onQuery={setQuery}
          shown={shown}
          total={entries.length}
          onSwitch={
            editable
              ? (enabled) =>
                  onChange(entries.map((entry) => (shown.includes(entry) ? { ...entry, enabled } : entry)))
              : null
          }
        />
      ) : null}
      <ModelHead editable={editable && !searching} />
      <SortableList
        items={shown}
        idOf={({ model }) => model}
        gripLabel={({ model }) => t("grip", { model: nameOf(model) })}
        // Between two that were found there may be others: a place among them says nothing.
        disabled={!editable || searching}
        onMove={moveTo}
        hint={({ model }, from, to) => effect(moved(entries, from, to), model)}
        instructions={t("instructions")}
        say={(event, entry, place) => {
          const { model } = entry;
          const said = { model: nameOf(model), place, total: entries.length };
          if (event !== "over") return t(`say.${event}`, said);
          const change = effect(moved(entries, entries.indexOf(entry), place - 1), model);
          return t("say.over", { ...said, effect: change });
        }}
        row={(entry, index, arranged, effect) => {
          const at = searching ? entries.indexOf(entry) : index;
          return (
            <ModelRow
              model={info(entry.model)}
              index={at}
              total={entries.length}
              place={placeOf(searching ? entries : arranged, entry)}
              answers={view.answers[entry.model] ?? 0}
              allAnswers={allAnswers}
              keys={view.keys}
              rest={rests[entry.model] ?? null}
              effect={effect}
              nameOf={nameOf}
              actions={
                editable
                  ? {
                      enable: (enabled) => put(at, { ...entry, enabled }),
                      moveTo: (to) => moveTo(at, to),
                      remove: () => put(at, null),
                      replace: (successor) => onChange(replaced(entries, entry.model, successor)),
                    }
                  : null
              }
              onPrice={onPrice ? () => onPrice(entry.model) : null}
              onOpen={() => onOpen(entry.model)}
            />
          );
        }}
      />
    </>
  );
}

/** Place in the chain, from 1; null where it is off. */
function placeOf(entries: readonly ModelEntry[], entry: ModelEntry): number | null {
  return entry.enabled ? entries.filter(({ enabled }) => enabled).indexOf(entry) + 1 : null;
}
