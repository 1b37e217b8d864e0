"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PASSWORD_MIN } from "#lib/people/passwords.ts";
import type { Failure } from "../action.ts";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { Notice } from "../components/notice.tsx";
import { enter } from "../shell/enter.ts";
import { PasswordInput } from "../shell/password-input.tsx";
import { makeFirstAdmin } from "./actions.ts";

const names = ["code", "tenantName", "name", "email", "password"] as const;

export function SetupForm({ code }: { code: string }) {
  const t = useTranslations("auth");
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const errorOf = (field: (typeof names)[number]) => (failure?.field === field ? failure.error : null);

  async function submit(form: FormData): Promise<void> {
    setPending(true);
    const [code = "", tenantName = "", name = "", email = "", password = ""] = names.map((each) =>
      String(form.get(each) ?? ""),
    );
    const made = await makeFirstAdmin({ code, tenantName, name, email, password });
    if (made.ok) {
      const refused = await enter(email, password);
      return window.location.assign(refused ? "/sign-in" : "/");
    }
    setFailure(made);
    setPending(false);
  }

  return (
    <form
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      {failure && !failure.field ? <Notice tone="broken">{failure.error}</Notice> : null}
      <Field label={t("setup.code")} help={t("setup.codeHelp")} error={errorOf("code")}>
        <Input
          name="code"
          defaultValue={code}
          autoComplete="one-time-code"
          autoFocus={!code}
          required
          spellCheck={false}
          className="font-mono uppercase"
        />
      </Field>
      <Field label={t("setup.workspace")} help={t("setup.workspaceHelp")} error={errorOf("tenantName")}>
        <Input
          name="tenantName"
          autoComplete="organization"
          autoFocus={Boolean(code)}
          required
          maxLength={60}
        />
      </Field>
      <Field label={t("setup.name")} error={errorOf("name")}>
        <Input name="name" autoComplete="name" required maxLength={80} />
      </Field>
      <Field label={t("email")} error={errorOf("email")}>
        <Input name="email" type="email" autoComplete="username" required maxLength={200} />
      </Field>
      <Field
        label={t("password")}
        help={t("setup.passwordHelp", { min: PASSWORD_MIN })}
        error={errorOf("password")}
      >
        <PasswordInput name="password" autoComplete="new-password" required maxLength={500} />
      </Field>
      <Button type="submit" pending={pending} className="mt-1 w-full">
        {t("setup.submit")}
      </Button>
    </form>
  );
}
