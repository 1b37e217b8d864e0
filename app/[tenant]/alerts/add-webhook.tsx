"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { useSave } from "../../saving/use-save.ts";
import { SecretDialog } from "../secret-dialog.tsx";
import { addWebhook } from "./actions.ts";

interface Props {
  tenant: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks for the address; then shows the secret, this once. */
export function AddWebhook({ tenant, open, onOpenChange }: Props) {
  const t = useTranslations("alerts.webhooks");
  const words = {
    ...{ title: t("addTitle"), intro: t("addIntro"), madeTitle: t("made"), once: t("secretOnce") },
    ...{ copy: t("copySecret"), done: t("done") },
  };
  return (
    <SecretDialog open={open} onOpenChange={onOpenChange} words={words}>
      {(onMade) => <UrlForm tenant={tenant} onAdded={onMade} />}
    </SecretDialog>
  );
}

function UrlForm({ tenant, onAdded }: { tenant: string; onAdded: (secret: string) => void }) {
  const t = useTranslations("alerts.webhooks");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm({ defaultValues: { url: "" } });
  return (
    <Form
      form={form}
      onSubmit={async ({ url }) => {
        const made = await save({ request: () => addWebhook(tenant, { url }), quiet: true });
        if (made.ok) onAdded(made.value.secret);
        return made;
      }}
      footer={
        <DialogFooter>
          <SubmitButton>{t("submit")}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="url" label={t("url")}>
        <Input
          {...form.register("url", rules.filled)}
          type="url"
          inputMode="url"
          autoComplete="off"
          autoFocus
          maxLength={2_000}
          placeholder="https://example.com/alerts"
        />
      </Field>
    </Form>
  );
}
