"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { type Spans, spanChoices } from "#lib/retention/spans.ts";
import { Form, SubmitButton } from "../../components/form.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { useSave } from "../../saving/use-save.ts";
import { setSpans } from "./actions.ts";

interface Props {
  tenant: string;
  stored: Spans;
  editable: boolean;
}

const fields = Object.keys(spanChoices) as (keyof Spans)[];

/** How long the workspace's data is kept. */
export function RetentionForm({ tenant, stored, editable }: Props) {
  const t = useTranslations("settings.retention");
  const { save } = useSave();
  const form = useForm({ values: stored });
  const months = form.watch("messageMonths");
  /** Calls go with their answers, so a longer time would mean nothing. */
  const choices = (field: keyof Spans): readonly number[] =>
    field === "callMonths" ? spanChoices[field].filter((each) => each <= months) : spanChoices[field];
  const callMonths = Math.min(form.watch("callMonths"), months);
  return (
    <Form
      form={form}
      className="max-w-sm"
      onSubmit={(values) =>
        save({
          request: () =>
            setSpans(tenant, { ...values, callMonths: Math.min(values.callMonths, values.messageMonths) }),
          done: () => t("saved"),
          quiet: true,
        })
      }
      footer={form.formState.isDirty ? <SubmitButton>{t("save")}</SubmitButton> : null}
    >
      {fields.map((name) => (
        <SelectField
          key={name}
          name={name}
          label={t(`${name}.label`)}
          help={t(`${name}.help`)}
          options={choices(name).map((count) => ({
            value: String(count),
            label: t(name === "updateDays" ? "days" : "months", { count }),
          }))}
          disabled={!editable}
          choiceOf={(held) => String(name === "callMonths" ? callMonths : held)}
          heldOf={Number}
        />
      ))}
    </Form>
  );
}
