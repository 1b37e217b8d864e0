"use client";
import { Ellipsis, Pencil, Plus, Trash2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { descriptionOf, type OwnCommand } from "#lib/bots/own-commands.ts";
import { isLocale, type Locale } from "#lib/messages/locales.ts";
import { moved } from "../../../../components/arrange.ts";
import { Button } from "../../../../components/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../../../components/menu.tsx";
import { MoveItems } from "../../../../components/move-items.tsx";
import { SortableList } from "../../../../components/sortable-list.tsx";
import { onDemand } from "../../../../on-demand.tsx";
import { useChanges } from "../../../../saving/use-changes.ts";
import { orderCommands, removeCommand } from "../actions.ts";

const CommandDialog = onDemand(
  () => import("./command-dialog.tsx").then((module) => module.CommandDialog),
  ({ open }) => open,
);

interface Props {
  tenant: string;
  /** Id of the bot. */
  bot: string;
  commands: readonly OwnCommand[];
  languages: readonly Locale[];
  editable: boolean;
}

export function CommandList({ tenant, bot, commands, languages, editable }: Props) {
  const t = useTranslations("botSettings.commands");
  const moves = useTranslations("models.move");
  const reader = useLocale();
  const { value, change } = useChanges(commands);
  /** The one that is edited, or a new one. */
  const [edited, setEdited] = useState<OwnCommand | "new" | null>(null);
  const about = (command: OwnCommand) => descriptionOf(command, isLocale(reader) ? reader : "uz", languages);

  function order(from: number, to: number): void {
    const names = moved(value, from, to).map(({ name }) => name);
    const apply = (now: readonly OwnCommand[]) =>
      now.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
    const request = () => orderCommands(tenant, { id: bot, names });
    change(apply, { request, done: ({ live }) => ({ message: t("ordered"), live }) }, { whole: true });
  }

  const remove = (name: string) =>
    change((now: readonly OwnCommand[]) => now.filter((each) => each.name !== name), {
      request: () => removeCommand(tenant, { id: bot, name }),
      done: ({ live }) => ({ message: t("removed", { name }), live }),
    });

  return (
    <>
      {value.length === 0 ? (
        <p className="mb-4 text-13 text-muted-foreground">{t("none")}</p>
      ) : (
        <div className="mb-4 border-y">
          <SortableList
            items={value}
            idOf={({ name }) => name}
            gripLabel={({ name }) => t("grip", { name })}
            disabled={!editable}
            onMove={order}
            instructions={t("instructions")}
            say={(event, { name }, place) => t(`say.${event}`, { name, place, total: value.length })}
            row={(command, index) => (
              <div className="flex min-h-14 items-center gap-3 py-2">
                <div className="min-w-0 flex-1">
                  <p className="flex flex-wrap items-baseline gap-x-3">
                    <span className="font-mono text-13">/{command.name}</span>
                    <span className="text-12 text-muted-foreground">{t(`kind.${command.kind}`)}</span>
                  </p>
                  <p className="truncate text-13 text-muted-foreground">{about(command)}</p>
                </div>
                {editable ? (
                  <Menu
                    trigger={
                      <Button variant="ghost" size="icon" aria-label={t("more", { name: command.name })}>
                        <Ellipsis aria-hidden />
                      </Button>
                    }
                  >
                    <MenuItem onSelect={() => setEdited(command)}>
                      <Pencil aria-hidden />
                      {t("edit")}
                    </MenuItem>
                    <MoveItems
                      index={index}
                      total={value.length}
                      label={(name) => moves(name)}
                      onMove={(to) => order(index, to)}
                    />
                    <MenuSeparator />
                    <MenuItem destructive onSelect={() => remove(command.name)}>
                      <Trash2 aria-hidden />
                      {t("remove")}
                    </MenuItem>
                  </Menu>
                ) : null}
              </div>
            )}
          />
        </div>
      )}
      {editable ? (
        <Button variant="secondary" size="sm" onClick={() => setEdited("new")}>
          <Plus aria-hidden />
          {t("add")}
        </Button>
      ) : null}
      <CommandDialog
        tenant={tenant}
        bot={bot}
        command={edited === "new" ? null : edited}
        others={value.map(({ name }) => name)}
        languages={languages}
        open={edited !== null}
        onOpenChange={(open) => !open && setEdited(null)}
      />
    </>
  );
}
