"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { Button } from "../../components/button.tsx";
import { Copy } from "../../components/copy.tsx";
import { Dialog, DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { useSave } from "../../saving/use-save.ts";
import { addWebhook } from "./actions.ts";

interface Props {
  tenant: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks for the address; then shows the secret, this once. */
export function AddWebhook({ tenant, open, onOpenChange }: Props) {
  const t = useTranslations("alerts.webhooks");
  const [secret, setSecret] = useState<string | null>(null);
  function change(next: boolean): void {
    onOpenChange(next);
    if (!next) setSecret(null);
  }
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={t(secret ? "made" : "addTitle")}
      intro={t(secret ? "secretOnce" : "addIntro")}
    >
      {secret ? (
        <>
          <div className="flex items-center gap-3 rounded-lg border px-4 py-3">
            <code className="min-w-0 flex-1 break-all font-mono text-12">{secret}</code>
            <Copy text={secret} label={t("copySecret")} />
          </div>
          <DialogFooter>
            <Button onClick={() => change(false)}>{t("done")}</Button>
          </DialogFooter>
        </>
      ) : (
        <UrlForm tenant={tenant} onAdded={setSecret} />
      )}
    </Dialog>
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
