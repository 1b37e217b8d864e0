"use client";
import { Minus, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { KeyName } from "#lib/gemini-keys/names.ts";
import type { ModelEntry } from "#lib/models/order.ts";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Input } from "../../../components/input.tsx";
import { moved } from "../../../components/moved.ts";
import { SortableList } from "../../../components/sortable-list.tsx";
import { Switch } from "../../../components/switch.tsx";

export interface Draft {
  entries: ModelEntry[];
  /** Ids of keys to do without. */
  without: string[];
  /** Keys more. */
  more: number;
  /** Of a made-up day; null: the last 24 hours as they were. */
  messages: number | null;
}

interface Props {
  draft: Draft;
  keys: readonly KeyName[];
  nameOf(model: string): string;
  onChange(changes: Partial<Draft>): void;
}

const NEW_KEYS_AT_MOST = 10;
const USUAL_DAY = 1000;

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className="mb-5">
      <h3 className="mb-1 font-medium text-13">{title}</h3>
      {children}
    </section>
  );
}

export function DraftFields({ draft, keys, nameOf, onChange }: Props) {
  const t = useTranslations("replay");
  const { entries, without, more, messages } = draft;
  return (
    <>
      <SourceField messages={messages} onChange={(messages) => onChange({ messages })} />
      <Part title={t("models")}>
        <ModelsField entries={entries} nameOf={nameOf} onChange={(entries) => onChange({ entries })} />
      </Part>
      {keys.length > 0 ? (
        <Part title={t("keys")}>
          <ul className="divide-y">
            {keys.map(({ id, label, last4 }) => (
              <li key={id} className="flex items-center gap-3 py-2">
                <span className="min-w-0 flex-1 truncate text-13">
                  {label} <span className="font-mono text-12 text-muted-foreground">…{last4}</span>
                </span>
                <Switch
                  aria-label={t("without", { key: label })}
                  checked={!without.includes(id)}
                  onCheckedChange={(use) =>
                    onChange({ without: use ? without.filter((each) => each !== id) : [...without, id] })
                  }
                />
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      <div className="mb-6 flex items-center gap-3">
        <div className="min-w-0 flex-1">
          <p className="font-medium text-13">{t("more")}</p>
          <p className="text-12 text-muted-foreground">{t("moreHelp")}</p>
        </div>
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("fewer")}
          disabled={more === 0}
          onClick={() => onChange({ more: more - 1 })}
        >
          <Minus aria-hidden />
        </Button>
        <output className="w-5 text-center text-14 tabular-nums">{more}</output>
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("another")}
          disabled={more === NEW_KEYS_AT_MOST}
          onClick={() => onChange({ more: more + 1 })}
        >
          <Plus aria-hidden />
        </Button>
      </div>
    </>
  );
}

function SourceField(props: { messages: number | null; onChange(messages: number | null): void }) {
  const t = useTranslations("replay");
  const { messages, onChange } = props;
  return (
    <fieldset className="mb-5">
      <legend className="mb-1.5 font-medium text-13">{t("source.label")}</legend>
      <div className="flex rounded-md border p-0.5 dark:border-strong">
        {(["recorded", "madeUp"] as const).map((source) => (
          <label
            key={source}
            className="flex h-8 flex-1 cursor-pointer items-center justify-center rounded-sm px-3 font-medium text-13 text-muted-foreground transition-colors duration-100 has-checked:bg-muted has-checked:text-foreground has-focus-visible:outline-2 has-focus-visible:outline-primary max-md:h-10"
          >
            <input
              type="radio"
              name="source"
              className="sr-only"
              checked={(source === "madeUp") === (messages !== null)}
              onChange={() => onChange(source === "madeUp" ? USUAL_DAY : null)}
            />
            {t(`source.${source}`)}
          </label>
        ))}
      </div>
      {messages === null ? null : (
        <Field label={t("messages")} className="mt-4 mb-0">
          <Input
            type="number"
            required
            min={1}
            max={20_000}
            value={messages || ""}
            onChange={({ target }) => onChange(Math.trunc(Number(target.value)) || 0)}
          />
        </Field>
      )}
    </fieldset>
  );
}

function ModelsField(props: {
  entries: ModelEntry[];
  nameOf(model: string): string;
  onChange(entries: ModelEntry[]): void;
}) {
  const { entries, nameOf, onChange } = props;
  const t = useTranslations("models");
  const said = (model: string, place: number) => ({ model: nameOf(model), place, total: entries.length });
  return (
    <SortableList
      items={entries}
      idOf={({ model }) => model}
      gripLabel={({ model }) => t("grip", { model: nameOf(model) })}
      onMove={(from, to) => onChange(moved(entries, from, to))}
      words={{
        instructions: t("instructions"),
        lifted: (id, place) => t("say.lifted", said(id, place)),
        over: (id, place) => t("say.over", { ...said(id, place), effect: "" }),
        dropped: (id, place) => t("say.dropped", said(id, place)),
        cancelled: (id, place) => t("say.cancelled", said(id, place)),
      }}
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
