"use client";
import { useTranslations } from "next-intl";
import { Controller, useForm } from "react-hook-form";
import { keysIn } from "#lib/keys/paste.ts";
import type { ProjectChoice, ProjectView } from "#lib/keys/projects.ts";
import { DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Textarea } from "../../components/textarea.tsx";
import type { Result, ValueOf } from "../../result.ts";
import { useSave } from "../../saving/use-save.ts";
import { addKeys } from "./actions.ts";
import { isProjectNamed, ProjectPicker } from "./project-picker.tsx";

/** One for each secret, in the order of the text. */
export type Pasted = ValueOf<typeof addKeys>;

interface Values {
  secrets: string;
  project: ProjectChoice;
}

/** How many endings are shown of what was recognised. */
const SHOWN = 8;

export function PasteForm(props: {
  tenant: string;
  projects: readonly ProjectView[];
  onSent: (pasted: Pasted) => void;
}) {
  const { tenant, projects, onSent } = props;
  const t = useTranslations("keys.paste");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm<Values>({ defaultValues: { secrets: "", project: null } });
  const text = form.watch("secrets");
  const { secrets, foreign } = keysIn(text);

  async function submit({ project }: Values): Promise<Result<Pasted>> {
    // The page is loaded anew once each key is tested.
    const answer = await save({
      request: () => addKeys(tenant, { secrets, project }),
      quiet: true,
      refresh: false,
    });
    if (answer.ok) onSent(answer.value);
    return answer;
  }

  return (
    <Form
      form={form}
      onSubmit={submit}
      footer={
        <DialogFooter>
          <SubmitButton disabled={secrets.length === 0}>
            {t("submit", { count: secrets.length })}
          </SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="secrets" label={t("label")} help={t("help")}>
        <Textarea
          {...form.register("secrets", rules.filled)}
          rows={5}
          autoFocus
          spellCheck={false}
          autoComplete="off"
          placeholder={t("placeholder")}
          className="font-mono"
        />
      </Field>
      <p aria-live="polite" className="mb-4 text-13 tabular-nums">
        {text.trim() ? (
          <>
            {t("found", { count: secrets.length })}
            <span className="font-mono text-muted-foreground">
              {secrets.slice(0, SHOWN).map((secret) => `  …${secret.slice(-4)}`)}
              {secrets.length > SHOWN ? "  …" : ""}
            </span>
          </>
        ) : null}
      </p>
      {foreign.length > 0 ? (
        <ul aria-live="polite" className="mb-4 text-13 text-waiting">
          {foreign.slice(0, SHOWN).map(({ kind, last4 }) => (
            <li key={`${kind}${last4}`}>
              <span className="font-mono">…{last4}</span> {t("foreign", { kind })}
            </li>
          ))}
        </ul>
      ) : null}
      <Field name="project" label={t("project")} help={t("projectHelp")}>
        <Controller
          control={form.control}
          name="project"
          rules={{ validate: (project) => isProjectNamed(project) || rules.filled.required }}
          render={({ field: { value, onChange } }) => (
            <ProjectPicker projects={projects} value={value} onChange={onChange} />
          )}
        />
      </Field>
    </Form>
  );
}
