"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { Field } from "../components/field.tsx";
import { Form, SubmitButton, useRules } from "../components/form.tsx";
import { Input } from "../components/input.tsx";
import type { Result } from "../result.ts";
import { PasswordInput } from "./password-input.tsx";
import { leaveFor, startSession } from "./start-session.ts";

interface Values {
  email: string;
  password: string;
}

interface Props {
  /** Where to go afterwards. */
  next: string;
  /** Of the person who was signed in before: they stay on this page. */
  again?: { email: string; onEntered: () => void };
}

export function SignInForm({ next, again }: Props) {
  const t = useTranslations();
  const rules = useRules();
  const form = useForm<Values>({ defaultValues: { email: again?.email ?? "", password: "" } });

  async function submit({ email, password }: Values): Promise<Result<null>> {
    const refused = await startSession(email, password);
    if (!refused) {
      // Another person must not see this page: it is loaded anew.
      if (again && isSameEmail(again.email, email)) again.onEntered();
      else await leaveFor(next);
      return { ok: true, value: null };
    }
    const { code, minutes } = refused;
    if (code === "unreachable") return { ok: false, code, error: t("shell.saving.unreachable"), values: {} };
    return { ok: false, code, error: t(`errors.${code}`, { minutes }), values: {}, field: "password" };
  }

  return (
    <Form
      form={form}
      onSubmit={submit}
      footer={<SubmitButton className="mt-1 w-full">{t("auth.signIn.submit")}</SubmitButton>}
    >
      <Field name="email" label={t("auth.email")}>
        <Input
          {...form.register("email", rules.email)}
          type="email"
          autoComplete="username"
          autoFocus={!again}
          maxLength={200}
        />
      </Field>
      <Field name="password" label={t("auth.password")}>
        <PasswordInput
          {...form.register("password", { required: rules.filled.required })}
          autoComplete="current-password"
          autoFocus={Boolean(again)}
          maxLength={500}
        />
      </Field>
    </Form>
  );
}

const isSameEmail = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
