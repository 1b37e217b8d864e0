"use client";
import { useTranslations } from "next-intl";
import type { ProjectChoice, ProjectView } from "#lib/keys/projects.ts";
import { Input } from "../../components/input.tsx";
import { Select } from "../../components/select.tsx";

const NONE = "none";
const NEW = "new";

/** False for a new project without a name. */
export const isProjectNamed = (choice: ProjectChoice): boolean =>
  !choice || !("label" in choice) || choice.label.trim() !== "";

/** One of the tenant's Google projects, a new one by name, or "not known". */
export function ProjectPicker(props: {
  projects: readonly ProjectView[];
  value: ProjectChoice;
  onChange: (value: ProjectChoice) => void;
}) {
  const { projects, value, onChange } = props;
  const t = useTranslations("keys.paste");
  const chosen = !value ? NONE : "id" in value ? value.id : NEW;
  return (
    <div className="grid gap-2">
      <Select
        aria-label={t("project")}
        value={chosen}
        onValueChange={(next) => onChange(next === NONE ? null : next === NEW ? { label: "" } : { id: next })}
        options={[
          { value: NONE, label: t("projectNone") },
          ...projects.map(({ id, label }) => ({ value: id, label })),
          { value: NEW, label: t("projectNew") },
        ]}
      />
      {value && "label" in value ? (
        <Input
          id={undefined}
          autoFocus
          aria-label={t("projectName")}
          placeholder={t("projectName")}
          maxLength={80}
          value={value.label}
          onChange={(event) => onChange({ label: event.target.value })}
        />
      ) : null}
    </div>
  );
}
