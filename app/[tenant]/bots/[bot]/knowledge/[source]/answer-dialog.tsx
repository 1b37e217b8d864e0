"use client";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useForm } from "react-hook-form";
import type { WrittenAnswer } from "#lib/knowledge/answers.ts";
import { ANSWER_MAX, QUESTION_MAX } from "#lib/knowledge/lengths.ts";
import { Button } from "../../../../../components/button.tsx";
import { Dialog, DialogFooter } from "../../../../../components/dialog.tsx";
import { Field } from "../../../../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../../../../components/form.tsx";
import { Input } from "../../../../../components/input.tsx";
import { Textarea } from "../../../../../components/textarea.tsx";
import { useSave } from "../../../../../saving/use-save.ts";
import { writeAnswer } from "../actions.ts";

interface Props {
  tenant: string;
  source: string;
  /** Null: closed. */
  edited: WrittenAnswer | "new" | null;
  onClose: () => void;
}

export function AnswerDialog({ edited, onClose, ...rest }: Props) {
  const t = useTranslations("knowledge.answers");
  return (
    <Dialog
      open={edited !== null}
      onOpenChange={(open) => !open && onClose()}
      title={t(edited === "new" ? "addTitle" : "editTitle")}
      intro={t("intro")}
    >
      <Fields {...rest} edited={edited === "new" ? null : edited} onClose={onClose} />
    </Dialog>
  );
}

function Fields(props: Omit<Props, "edited"> & { edited: WrittenAnswer | null }) {
  const { tenant, source, edited, onClose } = props;
  const t = useTranslations("knowledge.answers");
  const { filled } = useRules();
  const { save } = useSave();
  /** Which of the two buttons was pressed. */
  const goesOn = useRef(false);
  const form = useForm({
    defaultValues: { question: edited?.question ?? "", answer: edited?.answer ?? "" },
  });
  return (
    <Form
      form={form}
      draft={{ name: `answer:${source}:${edited?.id ?? ""}`, fields: ["question", "answer"] }}
      onSubmit={async (values) => {
        const next = goesOn.current;
        goesOn.current = false;
        const answer = await save({
          request: () => writeAnswer(tenant, { source, ...(edited && { id: edited.id }), ...values }),
          done: () => t("saved"),
          quiet: true,
        });
        if (!answer.ok) return answer;
        if (!next) onClose();
        // After the form has taken what was sent for what is stored.
        else
          setTimeout(() => {
            form.reset({ question: "", answer: "" });
            form.setFocus("question");
          });
        return answer;
      }}
      footer={
        <DialogFooter>
          {edited ? null : (
            <Button type="submit" variant="secondary" onClick={() => (goesOn.current = true)}>
              {t("saveNext")}
            </Button>
          )}
          <SubmitButton>{t("save")}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="question" label={t("question")} help={t("questionHelp")}>
        <Input {...form.register("question", filled)} maxLength={QUESTION_MAX} autoComplete="off" />
      </Field>
      <Field name="answer" label={t("answer")} help={t("answerHelp")}>
        <Textarea
          {...form.register("answer", filled)}
          maxLength={ANSWER_MAX}
          rows={5}
          className="field-sizing-content max-h-80 min-h-28"
        />
      </Field>
    </Form>
  );
}
