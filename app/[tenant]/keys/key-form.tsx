"use client";
// What can be changed of a key: its label, its project, and whether it is the last resort.
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Controller, useForm } from "react-hook-form";
import type { KeyView } from "#lib/keys/list.ts";
import type { ProjectChoice, ProjectView } from "#lib/keys/projects.ts";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { Switch } from "../../components/switch.tsx";
import type { Result } from "../../result.ts";
import { isProjectNamed, ProjectPicker } from "./project-picker.tsx";

export interface KeyEdits {
  label: string;
  project: ProjectChoice;
  lastResort: boolean;
}

export function KeyForm(props: {
  view: KeyView;
  projects: readonly ProjectView[];
  save: (edits: KeyEdits) => Promise<Result<unknown>>;
}) {
  const { view, projects, save } = props;
  const t = useTranslations("keys.panel");
  const rules = useRules();
  const lastResort = useId();
  const form = useForm<KeyEdits>({
    defaultValues: {
      label: view.label,
      project: view.project && { id: view.project.id },
      lastResort: view.lastResort,
    },
  });
  return (
    <Form
      form={form}
      // The key itself is not in this form.
      draft={{ name: `key:${view.id}`, fields: ["label", "project", "lastResort"] }}
      onSubmit={save}
      className="border-t pt-6"
      footer={
        <div className="flex justify-end">
          <SubmitButton>{t("save")}</SubmitButton>
        </div>
      }
    >
      <Field name="label" label={t("label")}>
        <Input {...form.register("label", rules.filled)} maxLength={80} />
      </Field>
      <Field name="project" label={t("project")}>
        <Controller
          control={form.control}
          name="project"
          rules={{ validate: (project) => isProjectNamed(project) || rules.filled.required }}
          render={({ field: { value, onChange } }) => (
            <ProjectPicker projects={projects} value={value} onChange={onChange} />
          )}
        />
      </Field>
      <label htmlFor={lastResort} className="mb-4 flex items-start justify-between gap-4">
        <span>
          <span className="block text-13 font-medium">{t("lastResort")}</span>
          <span className="block text-12 text-muted-foreground">{t("lastResortHelp")}</span>
        </span>
        <Controller
          control={form.control}
          name="lastResort"
          render={({ field: { value, onChange } }) => (
            <Switch id={lastResort} checked={value} onCheckedChange={onChange} aria-label={t("lastResort")} />
          )}
        />
      </label>
    </Form>
  );
}
