"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { Field } from "../components/field.tsx";
import { Form, SubmitButton, useRules } from "../components/form.tsx";
import { Input } from "../components/input.tsx";
import type { Result } from "../result.ts";
import { useSave } from "../saving/use-save.ts";
import { NewPasswordField } from "../shell/new-password-field.tsx";
import { leaveFor, startSession } from "../shell/start-session.ts";
import { makeFirstAdmin } from "./actions.ts";

type Values = Parameters<typeof makeFirstAdmin>[0];

/** @param code the one-time code, where the link that one followed has it */
export function SetupForm({ code }: { code: string }) {
  const t = useTranslations("auth");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm<Values>();

  async function submit(values: Values): Promise<Result<void>> {
    const made = await save({
      request: () => makeFirstAdmin({ ...values, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
      quiet: true,
      refresh: false,
    });
    if (made.ok)
      await leaveFor(
        (await startSession({ email: values.email, password: values.password })) ? "/sign-in" : "/",
      );
    return made;
  }

  return (
    <Form
      form={form}
      onSubmit={submit}
      footer={<SubmitButton className="mt-1 w-full">{t("setup.submit")}</SubmitButton>}
    >
      <Field name="code" label={t("setup.code")} help={t("setup.codeHelp")}>
        <Input
          {...form.register("code", rules.filled)}
          defaultValue={code}
          autoComplete="one-time-code"
          autoFocus={!code}
          spellCheck={false}
          className="font-mono uppercase"
        />
      </Field>
      <Field name="tenantName" label={t("setup.workspace")} help={t("setup.workspaceHelp")}>
        <Input
          {...form.register("tenantName", rules.filled)}
          autoComplete="organization"
          autoFocus={Boolean(code)}
          maxLength={60}
        />
      </Field>
      <Field name="name" label={t("setup.name")}>
        <Input {...form.register("name", rules.filled)} autoComplete="name" maxLength={80} />
      </Field>
      <Field name="email" label={t("email")}>
        <Input
          {...form.register("email", rules.email)}
          type="email"
          autoComplete="username"
          maxLength={200}
        />
      </Field>
      <NewPasswordField label={t("password")} />
    </Form>
  );
}
