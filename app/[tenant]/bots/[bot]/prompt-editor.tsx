"use client";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef, useState } from "react";
import { toast } from "sonner";
import { PROMPT_MAX } from "#lib/bots/prompt.ts";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Notice } from "../../../components/notice.tsx";
import { useNumbers } from "../../../components/numbers.ts";
import { Textarea } from "../../../components/textarea.tsx";
import { useSaved } from "../../../shell/saved.ts";
import { useUnsaved } from "../../../shell/unsaved.ts";
import { setPrompt } from "../actions.ts";

interface Props {
  tenant: string;
  id: string;
  /** As it is in the database now: it changes when a colleague saves. */
  stored: string;
  editable: boolean;
}

export function PromptEditor({ tenant, id, stored, editable }: Props) {
  const t = useTranslations("bots.page");
  const numbers = useNumbers();
  const saved = useSaved();
  const form = useId();
  const [text, setText] = useState(stored);
  /** What `text` was made from. */
  const [base, setBase] = useState(stored);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const dirty = text !== base;
  const conflict = stored !== base && stored !== text;
  useUnsaved(dirty, t("leave"));

  // A colleague's prompt comes by itself where nothing of one's own would be lost.
  if (stored !== base && !dirty && !pending) {
    setBase(stored);
    setText(stored);
  }

  async function save(basedOn: string): Promise<void> {
    if (!dirty || pending) return;
    setPending(true);
    setError(null);
    const answer = await setPrompt(tenant, { id, prompt: text, basedOn });
    setPending(false);
    if (!answer.ok) {
      if (answer.code !== "conflict") setError(answer.error);
      else toast.error(answer.error);
      return;
    }
    setBase(text);
    saved(t("savedPrompt"), answer.value.live);
  }

  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // As high as its text, so that one scrolls the page and not a box in it.
    const element = area.current;
    if (!element || CSS.supports("field-sizing", "content")) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight + 2, 640)}px`;
  });

  return (
    <form
      id={form}
      onSubmit={(event) => {
        event.preventDefault();
        void save(base);
      }}
      onKeyDown={(event) => {
        if (event.key.toLowerCase() !== "s" || !(event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        void save(base);
      }}
    >
      {conflict && dirty && !pending ? (
        <Notice
          tone="waiting"
          title={t("conflict")}
          action={
            <div className="flex gap-2">
              <Button
                size="sm"
                variant="secondary"
                onClick={() => {
                  setBase(stored);
                  setText(stored);
                }}
              >
                {t("useTheirs")}
              </Button>
              <Button size="sm" onClick={() => void save(stored)}>
                {t("keepMine")}
              </Button>
            </div>
          }
        />
      ) : null}
      <Field
        label={t("prompt")}
        help={t("promptHelp")}
        error={error}
        aside={
          <span className={text.length > PROMPT_MAX ? "text-broken" : ""}>
            {t("count", { count: numbers.count(text.length), max: numbers.count(PROMPT_MAX) })}
          </span>
        }
      >
        <Textarea
          ref={area}
          name="prompt"
          rows={12}
          readOnly={!editable}
          value={text}
          placeholder={t("promptPlaceholder")}
          onChange={(event) => setText(event.target.value)}
          className="field-sizing-content max-h-[70vh] min-h-64 py-3 leading-relaxed"
        />
      </Field>
      {editable ? (
        <div className="flex items-center justify-end gap-3">
          <span aria-live="polite" className="text-13 text-muted-foreground">
            {dirty ? t("unsaved") : null}
          </span>
          <Button type="submit" pending={pending} disabled={!dirty || text.length > PROMPT_MAX}>
            {t("save")}
          </Button>
        </div>
      ) : null}
    </form>
  );
}
