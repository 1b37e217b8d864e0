"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { NAME_MAX } from "#lib/knowledge/lengths.ts";
import { Dialog, DialogFooter } from "../../../../components/dialog.tsx";
import { Field } from "../../../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../../../components/form.tsx";
import { Input } from "../../../../components/input.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { nameSource } from "./actions.ts";

interface Props {
  tenant: string;
  source: { id: string; name: string } | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RenameDialog({ tenant, source, open, onOpenChange }: Props) {
  const t = useTranslations("knowledge.rename");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")}>
      {source ? <Fields tenant={tenant} source={source} onSaved={() => onOpenChange(false)} /> : null}
    </Dialog>
  );
}

function Fields(props: { tenant: string; source: { id: string; name: string }; onSaved: () => void }) {
  const { tenant, source, onSaved } = props;
  const t = useTranslations("knowledge");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm({ defaultValues: { name: source.name } });
  return (
    <Form
      form={form}
      draft={{ name: `source-name:${source.id}`, fields: ["name"] }}
      onSubmit={async ({ name }) => {
        const request = () => nameSource(tenant, { id: source.id, name });
        const answer = await save({ request, done: () => t("renamed"), quiet: true });
        if (answer.ok) onSaved();
        return answer;
      }}
      footer={
        <DialogFooter>
          <SubmitButton>{t("rename.save")}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="name" label={t("rename.name")} help={t("rename.nameHelp")}>
        <Input {...form.register("name", rules.filled)} maxLength={NAME_MAX} autoComplete="off" />
      </Field>
    </Form>
  );
}
