"use client";
import { useTranslations } from "next-intl";
import type { ModelEntry } from "#lib/models/order.ts";
import { moved } from "../../../components/arrange.ts";
import { SortableList } from "../../../components/sortable-list.tsx";
import { Switch } from "../../../components/switch.tsx";

/** The order to simulate: sortable like the real one, but never saved. */
export function ModelsField(props: {
  entries: ModelEntry[];
  nameOf(model: string): string;
  onChange(entries: ModelEntry[]): void;
}) {
  const { entries, nameOf, onChange } = props;
  const t = useTranslations("models");
  return (
    <SortableList
      items={entries}
      idOf={({ model }) => model}
      gripLabel={({ model }) => t("grip", { model: nameOf(model) })}
      onMove={(from, to) => onChange(moved(entries, from, to))}
      instructions={t("instructions")}
      say={(event, { model }, place) =>
        t(`say.${event}`, { model: nameOf(model), place, total: entries.length, effect: "" })
      }
      row={({ model, enabled }) => (
        <div className="flex items-center gap-3 py-2">
          <span className={`min-w-0 flex-1 truncate text-13 ${enabled ? "" : "opacity-60"}`}>
            {nameOf(model)}
          </span>
          <Switch
            aria-label={t("enable", { model: nameOf(model) })}
            checked={enabled}
            onCheckedChange={(on) =>
              onChange(entries.map((entry) => (entry.model === model ? { model, enabled: on } : entry)))
            }
          />
        </div>
      )}
    />
  );
}
