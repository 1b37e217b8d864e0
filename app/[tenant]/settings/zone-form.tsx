"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useForm } from "react-hook-form";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import type { Result } from "../../result.ts";
import { useSave } from "../../saving/use-save.ts";
import { setZone } from "./actions.ts";

/** Where the workspace's days begin. Names are offered while one types. */
export function ZoneForm({ tenant, zone, editable }: { tenant: string; zone: string; editable: boolean }) {
  const t = useTranslations("people.zone");
  const rules = useRules();
  const id = useId();
  const { save } = useSave();
  const [names, setNames] = useState<string[]>([]);
  const form = useForm({ values: { zone } });

  async function submit(values: { zone: string }): Promise<Result<unknown>> {
    return save({
      request: () => setZone(tenant, { zone: values.zone.trim() }),
      done: () => t("saved", { zone: values.zone.trim() }),
      quiet: true,
    });
  }

  return (
    <div>
      {editable ? (
        <Form
          form={form}
          onSubmit={submit}
          footer={form.formState.isDirty ? <SubmitButton>{t("save")}</SubmitButton> : null}
        >
          <Field name="zone" label={t("title")} help={t("note")} className="mb-0 max-w-sm">
            <Input
              {...form.register("zone", rules.filled)}
              list={id}
              spellCheck={false}
              autoComplete="off"
              maxLength={60}
              onFocus={() => setNames(Intl.supportedValuesOf("timeZone"))}
            />
          </Field>
          <datalist id={id}>
            {names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </Form>
      ) : (
        <>
          <p className="font-medium text-13">
            {t("title")}: {zone}
          </p>
          <p className="text-13 text-muted-foreground">{t("note")}</p>
        </>
      )}
    </div>
  );
}
