"use client";
// The search in "Add model": what Google offers beyond the list, or any name typed.
import { Command } from "cmdk";
import { useTranslations } from "next-intl";
import type { ModelView } from "#lib/models/list.ts";
import { DraftLine } from "../../components/draft-line.tsx";
import { useKeptText } from "../../saving/use-draft.tsx";

export interface ModelSearchProps {
  /** Names that are in the list already. */
  there: readonly string[];
  models: readonly ModelView[];
  onAdd: (model: string) => void;
}

const item =
  "flex cursor-default flex-col rounded-md px-2 py-1.5 outline-none data-[selected=true]:bg-muted data-[disabled=true]:opacity-50";

const chattingAndNewerFirst = (a: ModelView, b: ModelView) =>
  Number(a.purpose === "image") - Number(b.purpose === "image") || b.name.localeCompare(a.name, "en");

export function ModelSearch({ there, models, onAdd }: ModelSearchProps) {
  const t = useTranslations("models");
  const { text: typed, setText: setTyped, restored } = useKeptText("add-model");
  const name = typed.trim().replace(/^models\//, "");
  const others = models.filter((model) => !there.includes(model.name)).sort(chattingAndNewerFirst);
  const listed = others.some((model) => model.name === name);
  const add = (model: string) => {
    setTyped("");
    onAdd(model);
  };
  return (
    <Command label={t("addTitle")} className="w-[min(28rem,calc(100vw-2rem))]">
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder={t("addSearch")}
        className="w-full border-b bg-transparent px-3 py-2.5 text-14 outline-none placeholder:text-muted-foreground"
      />
      {restored ? (
        <div className="px-3 pt-2.5 *:mb-1">
          <DraftLine onDiscard={() => setTyped("")} />
        </div>
      ) : null}
      <Command.List className="max-h-72 overflow-y-auto p-1">
        {others.map((model) => (
          <Command.Item
            key={model.name}
            value={`${model.name} ${model.displayName}`}
            onSelect={() => add(model.name)}
            className={item}
          >
            <span className="text-14">{model.displayName}</span>
            <span className="flex gap-2 whitespace-nowrap text-12 text-muted-foreground">
              <span className="font-mono">{model.name}</span>
              <span className="truncate">{t(`purpose.${model.purpose}`)}</span>
            </span>
          </Command.Item>
        ))}
        {name && !listed ? (
          <Command.Item
            forceMount
            value={name}
            disabled={there.includes(name)}
            onSelect={() => add(name)}
            className={item}
          >
            {there.includes(name) ? t("addThere") : t("addTyped", { model: name })}
          </Command.Item>
        ) : null}
        {!name && others.length === 0 ? (
          <p className="px-2 py-3 text-13 text-muted-foreground">{t("addNone")}</p>
        ) : null}
      </Command.List>
      <p className="border-t px-3 py-2 text-12 text-muted-foreground">{t("addHelp")}</p>
    </Command>
  );
}
