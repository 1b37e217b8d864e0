"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { PASSWORD_MAX } from "#lib/people/password-length.ts";
import { Field } from "../components/field.tsx";
import { Form, SubmitButton, useRules } from "../components/form.tsx";
import { useSave } from "../saving/use-save.ts";
import { NewPasswordField } from "../shell/new-password-field.tsx";
import { PasswordInput } from "../shell/password-input.tsx";
import { changePassword } from "./actions.ts";

const EMPTY = { old: "", password: "" };

export function PasswordForm({ email }: { email: string }) {
  const t = useTranslations("account.password");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm({ defaultValues: EMPTY });
  return (
    <Form
      form={form}
      className="max-w-sm"
      onSubmit={async (values) => {
        const saved = await save({
          request: () => changePassword(values),
          done: () => t("done"),
          quiet: true,
        });
        // Named, since the form takes what was sent for its defaults, and a password must not come back.
        if (saved.ok) form.reset(EMPTY);
        return saved;
      }}
      footer={
        <div className="mt-6 flex justify-end">
          <SubmitButton>{t("submit")}</SubmitButton>
        </div>
      }
    >
      <Field name="old" label={t("old")}>
        <PasswordInput
          {...form.register("old", { required: rules.filled.required })}
          autoComplete="current-password"
          maxLength={PASSWORD_MAX}
        />
      </Field>
      <NewPasswordField label={t("new")} email={email} />
    </Form>
  );
}
