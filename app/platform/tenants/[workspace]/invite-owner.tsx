"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { Delivery } from "#lib/people/links.ts";
import { LinkToCopy } from "../../../[tenant]/people/link-to-copy.tsx";
import { Field } from "../../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../../components/form.tsx";
import { Input } from "../../../components/input.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { inviteOwner } from "../../actions.ts";

export function InviteOwner({ id }: { id: string }) {
  const t = useTranslations("platform.tenant");
  const rules = useRules();
  const { save } = useSave();
  const [made, setMade] = useState<{ email: string; delivery: Delivery } | null>(null);
  const form = useForm({ defaultValues: { email: "" } });
  if (made) return <LinkToCopy {...made} />;
  return (
    <Form
      form={form}
      className="max-w-sm"
      onSubmit={async ({ email }) => {
        const invited = await save({
          request: () => inviteOwner({ id, email }),
          done: () => t("invited", { email: email.trim() }),
          quiet: true,
        });
        if (invited.ok) setMade({ email: email.trim(), delivery: invited.value });
        return invited;
      }}
      footer={
        <SubmitButton variant="secondary" size="sm">
          {t("inviteOwner")}
        </SubmitButton>
      }
    >
      <Field name="email" label={t("inviteEmail")} className="mb-3">
        <Input {...form.register("email", rules.email)} type="email" autoComplete="off" maxLength={200} />
      </Field>
    </Form>
  );
}
