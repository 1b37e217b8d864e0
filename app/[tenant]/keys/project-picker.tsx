"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ProjectChoice, ProjectView } from "#lib/keys/projects.ts";
import { Input } from "../../components/input.tsx";
import { Select } from "../../components/select.tsx";

const NONE = "none";
const NEW = "new";

/** One of the tenant's Google projects, a new one by name, or "not known". */
export function ProjectPicker(props: {
  projects: readonly ProjectView[];
  value: ProjectChoice;
  onChange: (value: ProjectChoice) => void;
}) {
  const { projects, value, onChange } = props;
  const t = useTranslations("keys.paste");
  const [naming, setNaming] = useState(false);
  const chosen = naming ? NEW : value && "id" in value ? value.id : NONE;
  return (
    <div className="grid gap-2">
      <Select
        aria-label={t("project")}
        value={chosen}
        onValueChange={(next) => {
          setNaming(next === NEW);
          onChange(next === NONE || next === NEW ? null : { id: next });
        }}
        options={[
          { value: NONE, label: t("projectNone") },
          ...projects.map(({ id, label }) => ({ value: id, label })),
          { value: NEW, label: t("projectNew") },
        ]}
      />
      {naming ? (
        <Input
          autoFocus
          aria-label={t("projectName")}
          placeholder={t("projectName")}
          maxLength={80}
          value={value && "label" in value ? value.label : ""}
          onChange={(event) => onChange({ label: event.target.value })}
        />
      ) : null}
    </div>
  );
}
