"use client";
import { Ellipsis, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useForm } from "react-hook-form";
import type { DefaultModels } from "#lib/platform/default-models.ts";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../components/menu.tsx";
import { MoveItems } from "../../components/move-items.tsx";
import { State } from "../../components/state.tsx";
import { Switch } from "../../components/switch.tsx";
import { toast } from "../../saving/toast.ts";
import { useSave } from "../../saving/use-save.ts";
import { saveDefaultModels } from "../actions.ts";

type Entry = DefaultModels["entries"][number];

/** The order that workspaces inherit. Each change is saved at once, for the version that is shown. */
export function DefaultModelList({ models }: { models: DefaultModels }) {
  const t = useTranslations("platform.models");
  const { save, pending } = useSave();
  const { entries, version, others } = models;
  const put = (next: readonly { model: string; enabled: boolean }[]) =>
    save({
      request: () =>
        saveDefaultModels({ version, entries: next.map(({ model, enabled }) => ({ model, enabled })) }),
      done: () => t("saved"),
    });
  function move(from: number, to: number): void {
    const next = [...entries];
    next.splice(to, 0, ...next.splice(from, 1));
    void put(next);
  }
  function remove(entry: Entry): void {
    if (entries.length === 1) toast.error(t("last"));
    else void put(entries.filter((each) => each !== entry));
  }
  return (
    <>
      <ol className="divide-y border-y">
        {entries.map((entry, index) => (
          <li key={entry.model} className="flex min-h-14 items-center gap-3 py-2">
            <span className="w-6 text-right text-13 text-muted-foreground tabular-nums">{index + 1}</span>
            <div className="min-w-0 flex-1">
              <span className="block truncate font-medium text-13">{entry.displayName}</span>
              <span className="block truncate font-mono text-12 text-muted-foreground">{entry.model}</span>
              {entry.missing ? <State kind="broken">{t("missing")}</State> : null}
            </div>
            <Switch
              checked={entry.enabled}
              disabled={pending}
              aria-label={t("switch", { model: entry.displayName })}
              onCheckedChange={(enabled) =>
                void put(entries.map((each) => (each === entry ? { ...each, enabled } : each)))
              }
            />
            <Menu
              trigger={
                <Button
                  variant="ghost"
                  size="icon"
                  disabled={pending}
                  aria-label={t("menu", { model: entry.displayName })}
                >
                  <Ellipsis aria-hidden />
                </Button>
              }
            >
              <MoveItems
                index={index}
                total={entries.length}
                label={(name) => t(name)}
                onMove={(to) => move(index, to)}
              />
              <MenuSeparator />
              <MenuItem onSelect={() => remove(entry)} destructive>
                <Trash2 aria-hidden />
                {t("remove")}
              </MenuItem>
            </Menu>
          </li>
        ))}
      </ol>
      <AddDefaultModel
        names={others}
        onAdd={(model) => put([...entries.filter((each) => each.model !== model), { model, enabled: true }])}
      />
    </>
  );
}

function AddDefaultModel(props: {
  names: readonly string[];
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
        <SubmitButton variant="secondary" size="sm">
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
