"use client";
// Every form: validated with localised messages, sent once at a time; typed text survives any failure.
import { useTranslations } from "next-intl";
import { type ComponentProps, type ReactNode, useState } from "react";
import { type FieldValues, FormProvider, type Path, type UseFormReturn, useFormState } from "react-hook-form";
import type { ActionFailure, Result } from "../result.ts";
import { useConnection } from "../saving/connection.ts";
import { type DraftOptions, useDraft } from "../saving/use-draft.tsx";
import { Button } from "./button.tsx";
import { DraftLine } from "./draft-line.tsx";
import { Notice } from "./notice.tsx";
import { useTyped } from "./use-closing.ts";

interface Props<V extends FieldValues> extends Omit<ComponentProps<"form">, "onSubmit"> {
  form: UseFormReturn<V>;
  /** Runs once the fields pass their rules; never rejects. What went wrong is said in the form. */
  onSubmit: (values: V) => Promise<Result<unknown>>;
  /** The buttons: under the fields, and under what went wrong with the form as a whole. */
  footer: ReactNode;
  /** Keeps what is typed until it is saved or discarded, past a reload and a new sign-in. Names no secret. */
  draft?: DraftOptions<V>;
}

/** Of a failure whose request got no answer. */
const LOST = "lost";

/** Shows a failure under its field, else above the buttons. */
export function showFailure<V extends FieldValues>(
  form: UseFormReturn<V>,
  { code, field, error }: ActionFailure,
): void {
  if (code === "unreachable") form.setError("root", { type: LOST, message: error });
  else if (field && field in form.getValues()) {
    form.setError(field as Path<V>, { type: "server", message: error }, { shouldFocus: true });
  } else form.setError("root", { message: error });
}

export function Form<V extends FieldValues>({ form, onSubmit, footer, draft, children, ...rest }: Props<V>) {
  const { isSubmitting, isDirty, errors } = form.formState;
  const { restored, discard, covers } = useDraft(form, draft);
  useTyped(isDirty && !covers);
  const submit = form.handleSubmit(async (values) => {
    const answer = await onSubmit(values);
    if (!answer.ok) return showFailure(form, answer);
    // What was sent is saved; what was typed meanwhile is not.
    form.reset(values, { keepValues: true });
  });
  return (
    <FormProvider {...form}>
      <form
        method="post"
        noValidate
        {...rest}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isSubmitting) void submit(event);
        }}
      >
        {restored ? <DraftLine onDiscard={discard} /> : null}
        {children}
        {errors.root?.type === LOST ? (
          <LostNotice message={errors.root.message ?? ""} pending={isSubmitting} />
        ) : errors.root ? (
          <Notice tone="broken">{errors.root.message}</Notice>
        ) : null}
        {footer}
      </form>
    </FormProvider>
  );
}

/**
 * Nothing was saved, as far as is known. Once the server answers, one button sends the form as it is then: not by itself,
 * since the lost request may have arrived, or somebody may still be typing.
 */
function LostNotice({ message, pending }: { message: string; pending: boolean }) {
  const t = useTranslations("shell.saving");
  const isThere = useConnection() === "there";
  const [wasLost, setLost] = useState(!isThere);
  if (!isThere && !wasLost) setLost(true);
  // A request without an answer may have been carried out.
  const isBack = isThere && wasLost && message === t("notSaved");
  return (
    <Notice
      tone={isBack ? "waiting" : "broken"}
      action={
        isThere ? (
          <Button type="submit" size="sm" pending={pending}>
            {t("again")}
          </Button>
        ) : null
      }
    >
      {isBack ? t("back") : message}
    </Notice>
  );
}

/** Submits the form; after a failure it is the way to try again. */
export function SubmitButton(props: ComponentProps<typeof Button>) {
  const { isSubmitting } = useFormState();
  return <Button type="submit" pending={isSubmitting} {...props} />;
}

/** Validation rules with localised messages. */
export function useRules() {
  const t = useTranslations();
  const required = t("shell.required");
  return {
    filled: { required, validate: (value: unknown) => String(value).trim() !== "" || required },
    /** Rejects only what cannot be an address; the server checks the rest. */
    email: { required, pattern: { value: /^[^\s@]+@[^\s@]+$/, message: t("errors.email") } },
  };
}
