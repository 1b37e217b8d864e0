"use client";
import { useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import { PASSWORD_MAX, PASSWORD_MIN } from "#lib/people/password-length.ts";
import { Field } from "../components/field.tsx";
import { useRules } from "../components/form.tsx";
import { PasswordInput } from "./password-input.tsx";

interface Props {
  label: string;
  autoFocus?: boolean;
  /** Whose password it is, for password managers; where the form asks for the address itself: none. */
  email?: string;
}

/** Where a password is chosen: the field `password` of the form around it. */
export function NewPasswordField({ label, autoFocus = false, email }: Props) {
  const t = useTranslations("auth");
  const { register } = useFormContext<{ password: string }>();
  const { required } = useRules().filled;
  return (
    <>
      {email ? <input type="email" autoComplete="username" value={email} readOnly hidden /> : null}
      <Field name="password" label={label} help={t("newPasswordHelp", { min: PASSWORD_MIN })}>
        <PasswordInput
          {...register("password", { required })}
          autoComplete="new-password"
          maxLength={PASSWORD_MAX}
          autoFocus={autoFocus}
        />
      </Field>
    </>
  );
}
