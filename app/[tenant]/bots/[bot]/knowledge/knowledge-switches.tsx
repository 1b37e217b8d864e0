"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import type { KnowledgeChoice as Switches } from "#lib/knowledge/switches.ts";
import { Switch } from "../../../../components/switch.tsx";
import { useChanges } from "../../../../saving/use-changes.ts";
import { setHowKnown } from "./actions.ts";

interface Props {
  tenant: string;
  bot: { id: string };
  settings: Switches;
  editable: boolean;
}

const switches = ["only", "named"] as const;

/** How the bot uses what it knows; each is saved at once. */
export function KnowledgeSwitches({ tenant, bot, settings, editable }: Props) {
  const t = useTranslations("knowledge.settings");
  const label = useId();
  const { value, change } = useChanges(settings);
  function set(name: (typeof switches)[number], on: boolean): void {
    change((now: Switches) => ({ ...now, [name]: on }), {
      request: () => setHowKnown(tenant, { id: bot.id, ...value, [name]: on }),
      done: ({ live }) => ({ message: t("saved"), live, undo: () => set(name, !on) }),
    });
  }
  return (
    <section aria-labelledby={label}>
      <h2 id={label} className="mb-3 text-16">
        {t("title")}
      </h2>
      <ul className="divide-y border-y">
        {switches.map((name) => (
          <li key={name} className="flex items-start justify-between gap-6 py-3">
            <div className="min-w-0">
              <p id={`${label}-${name}`} className="font-medium text-14">
                {t(name)}
              </p>
              <p id={`${label}-${name}-help`} className="text-13 text-muted-foreground">
                {t(`${name}Help`)}
              </p>
            </div>
            <Switch
              className="mt-0.5"
              aria-labelledby={`${label}-${name}`}
              aria-describedby={`${label}-${name}-help`}
              checked={value[name]}
              disabled={!editable}
              onCheckedChange={(on) => set(name, on)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
