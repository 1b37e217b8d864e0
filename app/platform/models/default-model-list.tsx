"use client";
import { Ellipsis, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useRef } from "react";
import { useForm } from "react-hook-form";
import type { DefaultModels } from "#lib/platform/default-models.ts";
import { moved } from "../../components/arrange.ts";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../components/menu.tsx";
import { MoveItems } from "../../components/move-items.tsx";
import { SortableList } from "../../components/sortable-list.tsx";
import { State } from "../../components/state.tsx";
import { Switch } from "../../components/switch.tsx";
import { useRefresh } from "../../saving/refresh.tsx";
import { toast } from "../../saving/toast.ts";
import { useChanges } from "../../saving/use-changes.ts";
import { useSave } from "../../saving/use-save.ts";
import { saveDefaultModels } from "../actions.ts";

type Entry = DefaultModels["entries"][number];

/** The order that workspaces inherit. Each change is shown and saved at once, for the version that is shown. */
export function DefaultModelList({ models }: { models: DefaultModels }) {
  const t = useTranslations("platform.models");
  const dragging = useTranslations("models");
  const { version, others } = models;
  const { value: entries, busy, change } = useChanges<readonly Entry[]>(models.entries);
  const { save, pending } = useSave();
  const { refresh } = useRefresh();
  // Several changes in a row: each is for the version that the one before it made.
  const saved = useRef(version);

  async function store(next: readonly Pick<Entry, "model" | "enabled">[]) {
    const result = await saveDefaultModels({
      version: Math.max(version, saved.current),
      entries: next.map(({ model, enabled }) => ({ model, enabled })),
    });
    if (result.ok) saved.current = result.value;
    else if (result.code === "conflict") refresh();
    return result;
  }
  const put = (next: readonly Entry[]) =>
    change(() => next, { request: () => store(next), done: () => t("saved") }, { whole: true });
  const move = (from: number, to: number) => put(moved(entries, from, to));
  function remove(entry: Entry): void {
    if (entries.length === 1) toast.error(t("last"));
    else put(entries.filter((each) => each !== entry));
  }
  return (
    <>
      <div className="border-y">
        <SortableList
          items={entries}
          idOf={({ model }) => model}
          gripLabel={({ displayName: model }) => dragging("grip", { model })}
          onMove={move}
          instructions={dragging("instructions")}
          say={(event, { displayName: model }, place) =>
            dragging(`say.${event}`, { model, place, total: entries.length, effect: "" })
          }
          row={(entry, index) => (
            <div className="flex min-h-14 items-center gap-3 py-2">
              <span className="w-6 text-right text-13 text-muted-foreground tabular-nums">{index + 1}</span>
              <div className="min-w-0 flex-1">
                <span className="block truncate font-medium text-13">{entry.displayName}</span>
                <span className="block truncate font-mono text-12 text-muted-foreground">{entry.model}</span>
                {entry.missing ? <State kind="broken">{t("missing")}</State> : null}
              </div>
              <Switch
                checked={entry.enabled}
                aria-label={t("switch", { model: entry.displayName })}
                onCheckedChange={(enabled) =>
                  put(entries.map((each) => (each.model === entry.model ? { ...each, enabled } : each)))
                }
              />
              <Menu
                trigger={
                  <Button variant="ghost" size="icon" aria-label={t("menu", { model: entry.displayName })}>
                    <Ellipsis aria-hidden />
                  </Button>
                }
              >
                <MoveItems
                  index={index}
                  total={entries.length}
                  label={(name) => t(name)}
                  onMove={(to) => move(entries.indexOf(entry), to)}
                />
                <MenuSeparator />
                <MenuItem onSelect={() => remove(entry)} destructive>
                  <Trash2 aria-hidden />
                  {t("remove")}
                </MenuItem>
              </Menu>
            </div>
          )}
        />
      </div>
      <AddDefaultModel
        names={others}
        disabled={busy || pending}
        onAdd={(model) => {
          const next = [...entries.filter((each) => each.model !== model), { model, enabled: true }];
          return save({ request: () => store(next), done: () => t("saved") });
        }}
      />
    </>
  );
}

function AddDefaultModel(props: {
  names: readonly string[];
  disabled: boolean;
  onAdd: (model: string) => ReturnType<ReturnType<typeof useSave>["save"]>;
}) {
  const t = useTranslations("platform.models");
  const rules = useRules();
  const id = useId();
  const form = useForm({ defaultValues: { model: "" } });
  return (
    <Form
      form={form}
      className="mt-6 max-w-sm"
      onSubmit={async ({ model }) => {
        const added = await props.onAdd(model.trim());
        if (added.ok) form.reset({ model: "" });
        return added;
      }}
      footer={
        <SubmitButton variant="secondary" size="sm" disabled={props.disabled}>
          <Plus aria-hidden />
          {t("addSubmit")}
        </SubmitButton>
      }
    >
      <Field name="model" label={t("add")} className="mb-3">
        <Input
          {...form.register("model", rules.filled)}
          list={id}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          className="font-mono"
        />
      </Field>
      <datalist id={id}>
        {props.names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </Form>
  );
}
