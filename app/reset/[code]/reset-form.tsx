"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { Form, SubmitButton } from "../../components/form.tsx";
import { useSave } from "../../saving/use-save.ts";
import { NewPasswordField } from "../../shell/new-password-field.tsx";
import { leaveFor, startSession } from "../../shell/start-session.ts";
import { setNewPassword } from "./actions.ts";

/** Sets the new password and signs in with it; whoever has a second factor signs in on the sign-in page. */
export function ResetForm({ code, email }: { code: string; email: string }) {
  const t = useTranslations("auth");
  const { save } = useSave();
  const form = useForm({ defaultValues: { password: "" } });
  return (
    <Form
      form={form}
      onSubmit={async ({ password }) => {
        const set = await save({
          request: () => setNewPassword({ token: code, password }),
          quiet: true,
          refresh: false,
        });
        if (!set.ok) return set;
        await leaveFor((await startSession({ email: set.value, password })) ? "/sign-in" : "/");
        return set;
      }}
      footer={<SubmitButton className="mt-1 w-full">{t("reset.submit")}</SubmitButton>}
    >
      <NewPasswordField label={t("reset.password")} email={email} autoFocus />
    </Form>
  );
}
