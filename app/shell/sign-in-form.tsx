"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { Field } from "../components/field.tsx";
import { Form, SubmitButton, useRules } from "../components/form.tsx";
import { Input } from "../components/input.tsx";
import type { ActionFailure, Result } from "../result.ts";
import { useSave } from "../saving/use-save.ts";
import { ownEmail } from "./actions.ts";
import { OtherWays } from "./other-ways.tsx";
import { PasswordInput } from "./password-input.tsx";
import { leaveFor, type SignInRefusal, startSession } from "./start-session.ts";

interface Values {
  email: string;
  password: string;
  code: string;
}

interface Props {
  /** Where to go afterwards. */
  next: string;
  /** Of the person who was signed in before: they stay on this page. */
  again?: { email: string; onEntered: () => void };
  /** Name of the identity provider, where there is one. */
  provider?: string | null;
}

export function SignInForm({ next, again, provider = null }: Props) {
  const t = useTranslations();
  const rules = useRules();
  const { save } = useSave();
  // E-mail and password are right, and the account has a second factor.
  const [asksCode, setAsksCode] = useState(false);
  const form = useForm<Values>({ defaultValues: { email: again?.email ?? "", password: "", code: "" } });

  function failureOf({ code, minutes }: SignInRefusal, field: keyof Values): ActionFailure {
    if (code === "unreachable") return { ok: false, code, error: t("shell.saving.unreachable"), values: {} };
    return { ok: false, code, error: t(`errors.${code}`, { minutes }), values: {}, field };
  }

  /** Another person must not see this page: it is loaded anew. */
  async function enter(email: string | null): Promise<void> {
    if (again && email && isSameEmail(again.email, email)) again.onEntered();
    else await leaveFor(next);
  }

  async function enterUnasked(): Promise<void> {
    const whose = await save({ request: () => ownEmail({}), question: true, quiet: true, refresh: false });
    await enter(whose.ok ? whose.value : null);
  }

  async function submit({ email, password, code }: Values): Promise<Result<null>> {
    const refused = await startSession({ email, password, ...(asksCode ? { code } : {}) });
    if (!refused) {
      await enter(email);
      return { ok: true, value: null };
    }
    if (refused.code === "second_factor" && !asksCode) {
      setAsksCode(true);
      return { ok: true, value: null };
    }
    return failureOf(refused, asksCode && refused.code !== "sign_in" ? "code" : "password");
  }

  return (
    <>
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
        {asksCode ? (
          <Field name="code" label={t("auth.code")} help={t("auth.codeHelp")}>
            <Input
              {...form.register("code", { required: rules.filled.required, shouldUnregister: true })}
              autoComplete="one-time-code"
              autoFocus
              maxLength={40}
              className="font-mono"
            />
          </Field>
        ) : null}
      </Form>
      <OtherWays provider={provider} next={next} onEntered={enterUnasked} />
    </>
  );
}

const isSameEmail = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
