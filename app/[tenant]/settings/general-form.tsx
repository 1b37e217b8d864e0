"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { type Locale, locales } from "#lib/messages/locales.ts";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { useSave } from "../../saving/use-save.ts";
import { renameTenant } from "./actions.ts";

interface Props {
  tenant: string;
  stored: { name: string; locale: Locale };
  editable: boolean;
}

/** The workspace's name and the bots' language. */
export function GeneralForm({ tenant, stored, editable }: Props) {
  const t = useTranslations("settings.general");
  const languages = useTranslations("shell.languages");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm({ values: stored });
  return (
    <Form
      form={form}
      className="max-w-sm"
      onSubmit={(values) =>
        save({
          request: () => renameTenant(tenant, { name: values.name.trim(), locale: values.locale }),
          done: () => t("saved"),
          quiet: true,
        })
      }
      footer={form.formState.isDirty ? <SubmitButton>{t("save")}</SubmitButton> : null}
    >
      <Field name="name" label={t("name")}>
        <Input
          {...form.register("name", rules.filled)}
          readOnly={!editable}
          autoComplete="off"
          maxLength={80}
        />
      </Field>
      <SelectField
        name="locale"
        label={t("locale")}
        help={t("localeHelp")}
        options={locales.map((value) => ({ value, label: languages(value) }))}
        disabled={!editable}
      />
    </Form>
  );
}
