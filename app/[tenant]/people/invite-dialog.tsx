"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { Role } from "#generated/enums.ts";
import { roles } from "#lib/people/can.ts";
import type { Delivery } from "#lib/people/links.ts";
import { Button } from "../../components/button.tsx";
import { Dialog, DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { useSave } from "../../saving/use-save.ts";
import { invite } from "./actions.ts";
import { LinkToCopy } from "./link-to-copy.tsx";

interface Props {
  tenant: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

interface Invited {
  email: string;
  delivery: Delivery;
}

/** Invites by link: whom, in which role; then the link. */
export function InviteDialog({ tenant, open, onOpenChange }: Props) {
  const t = useTranslations("people.invite");
  const [invited, setInvited] = useState<Invited | null>(null);
  function change(next: boolean): void {
    onOpenChange(next);
    if (!next) setInvited(null);
  }
  const sent = invited?.delivery.mailed;
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={invited ? t("done", { email: invited.email }) : t("title")}
      intro={invited ? t(sent ? "doneMailed" : "doneCopy") : t("intro")}
    >
      {invited ? (
        <>
          <LinkToCopy {...invited} />
          <DialogFooter>
            <Button variant="secondary" onClick={() => setInvited(null)}>
              {t("another")}
            </Button>
            <Button onClick={() => change(false)}>{t("close")}</Button>
          </DialogFooter>
        </>
      ) : (
        <InviteForm tenant={tenant} onInvited={setInvited} />
      )}
    </Dialog>
  );
}

function InviteForm({ tenant, onInvited }: { tenant: string; onInvited: (invited: Invited) => void }) {
  const t = useTranslations("people");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm<{ email: string; role: Role }>({ defaultValues: { email: "", role: "operator" } });
  const role = form.watch("role");
  return (
    <Form
      form={form}
      draft={{ name: "invite", fields: ["email", "role"] }}
      onSubmit={async (values) => {
        const made = await save({ request: () => invite(tenant, values), quiet: true });
        if (made.ok) onInvited({ email: values.email.trim(), delivery: made.value });
        return made;
      }}
      footer={
        <DialogFooter>
          <SubmitButton>{t("invite.submit")}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="email" label={t("invite.email")}>
        <Input
          {...form.register("email", rules.email)}
          type="email"
          autoComplete="off"
          autoFocus
          maxLength={200}
        />
      </Field>
      <SelectField
        name="role"
        label={t("head.role")}
        help={t(`roleNote.${role}`)}
        options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
      />
    </Form>
  );
}
