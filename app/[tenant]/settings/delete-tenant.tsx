"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { Button } from "../../components/button.tsx";
import { Dialog, DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { useSave } from "../../saving/use-save.ts";
import { leaveFor } from "../../shell/start-session.ts";
import { deleteTenant } from "./actions.ts";

/** Asks for the workspace's name before it deletes it. */
export function DeleteTenant({ tenant, name }: { tenant: string; name: string }) {
  const t = useTranslations("settings.danger");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="danger" size="sm" onClick={() => setOpen(true)}>
        {t("open")}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t("ask", { name })} intro={t("body")}>
        <DeleteForm tenant={tenant} name={name} />
      </Dialog>
    </>
  );
}

function DeleteForm({ tenant, name }: { tenant: string; name: string }) {
  const t = useTranslations("settings.danger");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm({ defaultValues: { name: "" } });
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        const removed = await save({
          request: () => deleteTenant(tenant, values),
          quiet: true,
          refresh: false,
        });
        if (removed.ok) await leaveFor("/");
        return removed;
      }}
      footer={
        <DialogFooter>
          <SubmitButton variant="danger">{t("submit")}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="name" label={t("name", { name })}>
        <Input {...form.register("name", rules.filled)} autoComplete="off" autoFocus maxLength={200} />
      </Field>
    </Form>
  );
}
