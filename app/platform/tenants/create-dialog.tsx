"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { Delivery } from "#lib/people/links.ts";
import { LinkToCopy } from "../../[tenant]/people/link-to-copy.tsx";
import { Button } from "../../components/button.tsx";
import { Dialog, DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { useSave } from "../../saving/use-save.ts";
import { createTenant } from "../actions.ts";
import { PlanField } from "../plan-field.tsx";

interface Props {
  plans: { id: string; name: string }[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

interface Made {
  id: string;
  name: string;
  email: string;
  delivery: Delivery;
}

/** A new workspace, then the link for its owner. */
export function CreateDialog({ plans, open, onOpenChange }: Props) {
  const t = useTranslations("platform.create");
  const [made, setMade] = useState<Made | null>(null);
  function change(next: boolean): void {
    onOpenChange(next);
    if (!next) setMade(null);
  }
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={made ? t("done", { name: made.name }) : t("title")}
      intro={made ? t(made.delivery.mailed ? "doneMailed" : "doneCopy") : t("intro")}
    >
      {made ? (
        <>
          <LinkToCopy delivery={made.delivery} email={made.email} />
          <DialogFooter>
            <Button asChild>
              <Link href={`/platform/tenants/${made.id}`}>{t("open")}</Link>
            </Button>
          </DialogFooter>
        </>
      ) : (
        <CreateForm plans={plans} onMade={setMade} />
      )}
    </Dialog>
  );
}

/** An address from a name: Latin letters and digits of it. */
const slugFrom = (name: string): string =>
  name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);

function CreateForm({ plans, onMade }: Pick<Props, "plans"> & { onMade: (made: Made) => void }) {
  const t = useTranslations("platform.create");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm({ defaultValues: { name: "", slug: "", email: "", planId: "" } });
  return (
    <Form
      form={form}
      draft={{ name: "tenant", fields: ["name", "slug", "email", "planId"] }}
      onSubmit={async (values) => {
        const { name, email } = values;
        const saved = await save({
          request: () => createTenant({ ...values, planId: values.planId || null }),
          quiet: true,
        });
        if (saved.ok) onMade({ ...saved.value, name: name.trim(), email: email.trim() });
        return saved;
      }}
      footer={
        <DialogFooter>
          <SubmitButton>{t("submit")}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="name" label={t("name")}>
        <Input
          {...form.register("name", {
            ...rules.filled,
            onChange: ({ target }) => {
              const { slug } = form.formState.dirtyFields;
              if (!slug) form.resetField("slug", { defaultValue: slugFrom(target.value) });
            },
          })}
          autoComplete="off"
          autoFocus
          maxLength={80}
        />
      </Field>
      <Field name="slug" label={t("slug")} help={t("slugHelp")}>
        <Input
          {...form.register("slug", rules.filled)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
          className="font-mono"
        />
      </Field>
      <Field name="email" label={t("email")}>
        <Input {...form.register("email", rules.email)} type="email" autoComplete="off" maxLength={200} />
      </Field>
      {plans.length > 0 ? <PlanField label={t("plan")} plans={plans} /> : null}
    </Form>
  );
}
