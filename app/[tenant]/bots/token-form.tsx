"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useForm } from "react-hook-form";
import { DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Textarea } from "../../components/textarea.tsx";
import { useFirstFocus } from "../../components/use-first-focus.ts";
import type { Result } from "../../result.ts";
import { isPassing } from "../../saving/attempt.ts";
import { type Announcement, useSave } from "../../saving/use-save.ts";

interface Props<T> {
  label: string;
  help?: string;
  aside?: ReactNode;
  rows: number;
  /** Label of the button. */
  submit: string;
  /** What is done with the token, or with the message that it was pasted in. */
  request: (token: string) => Promise<Result<T>>;
  done: (value: T) => Announcement | null;
  onSaved: (value: T) => void;
  /** What else belongs to it. */
  children?: ReactNode;
  /** In the page, not in a dialog that somebody opened. */
  inPage?: boolean;
}

/** Asks for a bot's token, for a new bot and to replace the token of an existing one. */
export function TokenForm<T>(props: Props<T>) {
  const { label, help, aside, rows, submit, request, done, onSaved, children, inPage = false } = props;
  const t = useTranslations("bots.addForm");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm({ defaultValues: { token: "" } });
  useFirstFocus(inPage ? "token" : null);
  return (
    <Form
      form={form}
      onSubmit={async ({ token }) => {
        const answer = await save({ request: () => request(token), done, quiet: true });
        if (answer.ok) onSaved(answer.value);
        // A refusal is about the token, so it is shown at its field; what may pass, or is the server's fault, is not.
        const isToken = !answer.ok && answer.field !== "file" && !isPassing(answer);
        return isToken ? { ...answer, field: "token" } : answer;
      }}
      footer={
        <DialogFooter>
          <SubmitButton disabled={!form.watch("token").trim()}>{submit}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="token" label={label} help={help} aside={aside}>
        <Textarea
          {...form.register("token", rules.filled)}
          rows={rows}
          autoFocus={!inPage}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          placeholder={t("placeholder")}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
          className="break-all font-mono text-13 max-md:text-16"
        />
      </Field>
      {children}
    </Form>
  );
}
