"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { useSave } from "../../saving/use-save.ts";
import { NewPasswordField } from "../../shell/new-password-field.tsx";
import { leaveFor, startSession } from "../../shell/start-session.ts";
import { joinAsNew } from "./actions.ts";

/** For somebody without an account: makes one, and signs them in. */
export function JoinForm({ code, email }: { code: string; email: string }) {
  const t = useTranslations("auth");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm({ defaultValues: { name: "", password: "" } });
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        const joined = await save({
          request: () => joinAsNew({ token: code, ...values }),
          quiet: true,
          refresh: false,
        });
        if (!joined.ok) return joined;
        const refused = await startSession({ email: joined.value.email, password: values.password });
        await leaveFor(refused ? "/sign-in" : `/${joined.value.slug}`);
        return joined;
      }}
      footer={<SubmitButton className="mt-1 w-full">{t("invite.accept")}</SubmitButton>}
    >
      <Field name="name" label={t("setup.name")}>
        <Input {...form.register("name", rules.filled)} autoComplete="name" maxLength={80} autoFocus />
      </Field>
      <NewPasswordField label={t("password")} email={email} />
    </Form>
  );
}
