"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { lifetimes } from "#lib/api-tokens/lifetimes.ts";
import type { ApiScope } from "#lib/api-tokens/scopes.ts";
import { Choices } from "../../../components/choices.tsx";
import { DialogFooter } from "../../../components/dialog.tsx";
import { Field } from "../../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../../components/form.tsx";
import { Input } from "../../../components/input.tsx";
import { SelectField } from "../../../components/select-field.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { SecretDialog } from "../../secret-dialog.tsx";
import { makeToken } from "./actions.ts";

interface Props {
  tenant: string;
  scopes: readonly { name: ApiScope; held: boolean }[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks what the token is for; then shows it, this once. */
export function MakeToken({ tenant, scopes, open, onOpenChange }: Props) {
  const t = useTranslations("tokens");
  const words = {
    ...{ title: t("form.title"), intro: t("form.intro"), madeTitle: t("made.title"), once: t("made.once") },
    ...{ copy: t("made.copy"), done: t("made.done") },
  };
  return (
    <SecretDialog open={open} onOpenChange={onOpenChange} words={words}>
      {(onMade) => <TokenChoice tenant={tenant} scopes={scopes} onMade={onMade} />}
    </SecretDialog>
  );
}

const NEVER = "never";

function TokenChoice({
  tenant,
  scopes,
  onMade,
}: Pick<Props, "tenant" | "scopes"> & { onMade: (secret: string) => void }) {
  const t = useTranslations("tokens");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm({ defaultValues: { name: "", days: "90", scopes: [] as ApiScope[] } });
  return (
    <Form
      form={form}
      onSubmit={async ({ name, days, scopes: chosen }) => {
        const input = { name, scopes: chosen, days: days === NEVER ? null : Number(days) };
        const made = await save({ request: () => makeToken(tenant, input), quiet: true });
        if (made.ok) onMade(made.value.secret);
        return made;
      }}
      footer={
        <DialogFooter>
          <SubmitButton>{t("form.submit")}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="name" label={t("form.name")} help={t("form.help")}>
        <Input {...form.register("name", rules.filled)} autoComplete="off" autoFocus maxLength={60} />
      </Field>
      <SelectField
        name="days"
        label={t("form.days")}
        options={[
          ...lifetimes.map((count) => ({ value: String(count), label: t("form.after", { count }) })),
          { value: NEVER, label: t("never") },
        ]}
      />
      <Choices
        kind="checkbox"
        legend={t("form.scopes")}
        field={form.register("scopes", { validate: (chosen) => chosen.length > 0 || t("form.choose") })}
        choices={scopes.map(({ name, held }) => ({
          value: name,
          label: t(`scope.${name}`),
          disabled: !held,
          ...(held ? {} : { help: t("form.lacking") }),
        }))}
      />
    </Form>
  );
}
