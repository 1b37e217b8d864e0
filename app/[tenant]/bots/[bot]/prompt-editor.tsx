"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { PROMPT_MAX } from "#lib/bots/prompt.ts";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Form, SubmitButton, showFailure } from "../../../components/form.tsx";
import { Notice } from "../../../components/notice.tsx";
import { useNumbers } from "../../../components/numbers.ts";
import { Textarea } from "../../../components/textarea.tsx";
import type { Result } from "../../../result.ts";
import { useRefresh } from "../../../saving/refresh.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { publishPrompt } from "../actions.ts";
import { draftOf } from "./prompt-draft.ts";

interface Props {
  tenant: string;
  id: string;
  /** As stored now; changes when a colleague saves. */
  stored: string;
  editable: boolean;
  /** Told of what is typed and not published; null: nothing is. */
  onDraft: (draft: string | null) => void;
  /** Beside the button that publishes. */
  actions: ReactNode;
}

export function PromptEditor({ tenant, id, stored, editable, onDraft, actions }: Props) {
  const t = useTranslations("bots.page");
  const numbers = useNumbers();
  const { save, pending } = useSave();
  const { refresh } = useRefresh();
  const form = useForm({ defaultValues: { prompt: stored } });
  const text = form.watch("prompt");
  /** What `text` was made from. */
  const [base, setBase] = useState(stored);
  const held = useHeld(stored);
  const { dirty, conflict, adopt } = draftOf({ text, base, held: held.value });

  useEffect(() => onDraft(dirty ? text : null), [dirty, text, onDraft]);

  const { reset } = form;
  useEffect(() => {
    if (!adopt || pending) return;
    setBase(held.value);
    reset({ prompt: held.value });
  }, [adopt, pending, held.value, reset]);

  async function send(prompt: string, basedOn: string): Promise<Result<unknown>> {
    const answer = await save({
      request: () => publishPrompt(tenant, { id, prompt, basedOn }),
      done: ({ live }) => ({ message: t("savedPrompt"), live }),
      quiet: true,
    });
    if (answer.ok) {
      setBase(prompt);
      held.set(prompt);
    } else if (answer.code === "conflict") refresh();
    return answer;
  }

  async function keepMine(): Promise<void> {
    const answer = await send(text, held.value);
    if (answer.ok) form.reset({ prompt: text }, { keepValues: true });
    else showFailure(form, answer);
  }

  const area = useRef<HTMLTextAreaElement>(null);
  useGrowing(area);
  const { ref, ...field } = form.register("prompt");
  return (
    <Form
      form={form}
      onSubmit={({ prompt }) => (dirty ? send(prompt, base) : Promise.resolve({ ok: true, value: null }))}
      draft={{
        name: `prompt:${id}`,
        fields: ["prompt"],
        from: { prompt: base },
        onRestored: (from) => typeof from.prompt === "string" && setBase(from.prompt),
      }}
      onKeyDown={(event) => {
        if (event.key.toLowerCase() !== "s" || !(event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        if (editable) event.currentTarget.requestSubmit();
      }}
      footer={
        editable ? (
          <div className="flex flex-wrap items-center justify-end gap-2">
            <div className="mr-auto flex gap-2">{actions}</div>
            <span aria-live="polite" className="text-13 text-muted-foreground">
              {dirty ? t("unsaved") : null}
            </span>
            <SubmitButton pending={pending} disabled={!dirty || text.length > PROMPT_MAX}>
              {t("publish")}
            </SubmitButton>
          </div>
        ) : (
          actions
        )
      }
    >
      {conflict && !pending ? (
        <Notice
          tone="waiting"
          title={t("conflict")}
          action={
            <div className="flex gap-2">
              <Button
                size="sm"
                variant="secondary"
                onClick={() => {
                  setBase(held.value);
                  form.reset({ prompt: held.value });
                }}
              >
                {t("useTheirs")}
              </Button>
              <Button size="sm" onClick={() => void keepMine()}>
                {t("keepMine")}
              </Button>
            </div>
          }
        />
      ) : null}
      <Field
        name="prompt"
        label={t("prompt")}
        help={t("promptHelp")}
        aside={
          <span className={text.length > PROMPT_MAX ? "text-broken" : ""}>
            {t("count", { count: numbers.count(text.length), max: numbers.count(PROMPT_MAX) })}
          </span>
        }
      >
        <Textarea
          {...field}
          ref={(element) => {
            ref(element);
            area.current = element;
          }}
          rows={12}
          readOnly={!editable}
          placeholder={t("promptPlaceholder")}
          className="field-sizing-content max-h-[70vh] min-h-64 py-3 leading-relaxed"
        />
      </Field>
    </Form>
  );
}

/** The stored text as known here: the page's own, or what was saved since. */
function useHeld(stored: string): { value: string; set(value: string): void } {
  const [seen, setSeen] = useState(stored);
  const [value, set] = useState(stored);
  if (stored !== seen) {
    setSeen(stored);
    set(stored);
  }
  return { value, set };
}

/** Grows with its text, so that the page scrolls and not the text box. */
function useGrowing(area: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const element = area.current;
    if (!element || CSS.supports("field-sizing", "content")) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight + 2, 640)}px`;
  });
}
