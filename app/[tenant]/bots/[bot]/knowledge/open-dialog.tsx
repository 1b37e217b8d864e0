"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { ANSWER_MAX, QUESTION_MAX } from "#lib/knowledge/lengths.ts";
import type { OpenGroup } from "#lib/open-questions/open-questions.ts";
import { Dialog, DialogFooter } from "../../../../components/dialog.tsx";
import { Field } from "../../../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../../../components/form.tsx";
import { Input } from "../../../../components/input.tsx";
import { SelectField } from "../../../../components/select-field.tsx";
import { Textarea } from "../../../../components/textarea.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { answerOpen } from "./actions.ts";

interface Props {
  tenant: string;
  bot: string;
  group: OpenGroup | null;
  kept: readonly { id: string; name: string }[];
  onClose: () => void;
}

/** A select's value is never empty. */
const NEW = "new";

export function OpenDialog({ group, onClose, ...rest }: Props) {
  const t = useTranslations("knowledge.open");
  return (
    <Dialog open={group !== null} onOpenChange={(open) => !open && onClose()} title={t("dialogTitle")}>
      {group ? <Fields {...rest} group={group} onSaved={onClose} /> : null}
    </Dialog>
  );
}

function Fields(props: Omit<Props, "group" | "onClose"> & { group: OpenGroup; onSaved: () => void }) {
  const { tenant, bot, group, kept, onSaved } = props;
  const t = useTranslations("knowledge");
  const { filled } = useRules();
  const { save } = useSave();
  const name = t("add.nameAnswers");
  const form = useForm({
    defaultValues: {
      question: group.text.slice(0, QUESTION_MAX),
      answer: "",
      source: kept[0]?.id ?? NEW,
      tell: true,
    },
  });
  return (
    <Form
      form={form}
      draft={{
        name: `open-question:${bot}:${group.group.slice(0, 100)}`,
        fields: ["question", "answer", "tell"],
      }}
      onSubmit={async ({ question, answer, source, tell }) => {
        const given = { id: bot, group: group.group, question, answer, tell, name };
        const result = await save({
          request: () => answerOpen(tenant, { ...given, source: source === NEW ? null : source }),
          done: () => t(tell ? "open.savedTold" : "open.saved"),
          quiet: true,
        });
        if (result.ok) onSaved();
        return result;
      }}
      footer={
        <DialogFooter>
          <SubmitButton>{t("open.save")}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="question" label={t("answers.question")}>
        <Input {...form.register("question", filled)} maxLength={QUESTION_MAX} autoComplete="off" />
      </Field>
      <Field name="answer" label={t("answers.answer")} help={t("answers.answerHelp")}>
        <Textarea {...form.register("answer", filled)} data-first="" maxLength={ANSWER_MAX} rows={5} />
      </Field>
      {kept.length > 0 ? (
        <SelectField
          name="source"
          label={t("open.source")}
          options={[
            ...kept.map(({ id, name }) => ({ value: id, label: name })),
            { value: NEW, label: t("open.newSource", { name }) },
          ]}
        />
      ) : null}
      <label className="flex cursor-pointer items-start gap-3 py-1 text-14">
        <input type="checkbox" {...form.register("tell")} className="mt-0.5 size-4 shrink-0 accent-primary" />
        {t("open.tell", { count: group.count })}
      </label>
    </Form>
  );
}
