"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { enter, type Refusal } from "../shell/enter.ts";
import { PasswordInput } from "../shell/password-input.tsx";

export function SignInForm({ next }: { next: string }) {
  const t = useTranslations("auth");
  const errors = useTranslations("errors");
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function submit(form: FormData): Promise<void> {
    setPending(true);
    const refused = await enter(String(form.get("email")), String(form.get("password")));
    // A whole new page: nothing of another person's stays in memory.
    if (!refused) return window.location.assign(next);
    setRefusal(refused);
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
      <Field label={t("email")}>
        <Input name="email" type="email" autoComplete="username" required autoFocus maxLength={200} />
      </Field>
      <Field
        label={t("password")}
        error={refusal ? errors(refusal.code, { minutes: refusal.minutes }) : null}
      >
        <PasswordInput name="password" autoComplete="current-password" required maxLength={500} />
      </Field>
      <Button type="submit" pending={pending} className="mt-1 w-full">
        {t("signIn.submit")}
      </Button>
    </form>
  );
}
