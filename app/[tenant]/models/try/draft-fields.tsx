"use client";
import { Minus, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { KeyName } from "#lib/keys/names.ts";
import type { ModelEntry } from "#lib/models/order.ts";
import { Button } from "../../../components/button.tsx";
import { Switch } from "../../../components/switch.tsx";
import { ModelsField } from "./models-field.tsx";
import { SourceField } from "./source-field.tsx";

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
