"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { IDLE_HOURS_MAX, TOKENS_MAX, TOKENS_MIN, usualMemory } from "#lib/memory/usual.ts";
import { Choices } from "../../../../components/choices.tsx";
import { Field } from "../../../../components/field.tsx";
import { Form, SubmitButton } from "../../../../components/form.tsx";
import { Input } from "../../../../components/input.tsx";
import { useNumbers } from "../../../../components/numbers.ts";
import { useSave } from "../../../../saving/use-save.ts";
import { setMemory } from "../actions.ts";

export interface MemoryFormProps {
  tenant: string;
  bot: string;
  memory: { tokens: number; summary: boolean; idleHours: number; facts: boolean };
  editable: boolean;
}

interface Values {
  tokens: string;
  idleHours: string;
  keeps: string[];
}

const parts = ["summary", "facts"] as const;
const fields = ["tokens", "idleHours"] as const;
const bounds = { tokens: [TOKENS_MIN, TOKENS_MAX], idleHours: [0, IDLE_HOURS_MAX] } as const;

/** What the bot remembers, and how much of it goes with each question. An empty field is the usual figure. */
export function MemoryForm({ tenant, bot, memory, editable }: MemoryFormProps) {
  const t = useTranslations("botSettings.memory");
  const numbers = useNumbers();
  const { save } = useSave();
  const shown = (field: (typeof fields)[number]) =>
    memory[field] === usualMemory[field] ? "" : String(memory[field]);
  const form = useForm<Values>({
    resetOptions: { keepDirtyValues: true },
    values: {
      tokens: shown("tokens"),
      idleHours: shown("idleHours"),
      keeps: parts.filter((part) => memory[part]),
    },
  });
  const isFigure = (field: (typeof fields)[number]) => (given: string | undefined) => {
    const value = given?.trim();
    const [least, most] = bounds[field];
    return (
      !value ||
      (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) ||
      t("figure", { least: numbers.count(least), most: numbers.count(most) })
    );
  };
  return (
    <Form
      form={form}
      draft={{ name: `memory:${bot}`, fields: [...fields, "keeps"] }}
      onSubmit={({ tokens, idleHours, keeps }) =>
        save({
          request: () =>
            setMemory(tenant, {
              id: bot,
              tokens: tokens.trim() ? Number(tokens) : usualMemory.tokens,
              idleHours: idleHours.trim() ? Number(idleHours) : usualMemory.idleHours,
              summary: keeps.includes("summary"),
              facts: keeps.includes("facts"),
            }),
          done: ({ live }) => ({ message: t("saved"), live }),
          quiet: true,
        })
      }
      footer={editable ? <SubmitButton disabled={!form.formState.isDirty}>{t("save")}</SubmitButton> : null}
    >
      <div className="grid gap-x-3 sm:grid-cols-2">
        {fields.map((field) => (
          <Field key={field} name={field} label={t(field)} help={t(`help.${field}`)} className="mb-4">
            <Input
              {...form.register(field, { validate: isFigure(field) })}
              inputMode="numeric"
              readOnly={!editable}
              placeholder={numbers.count(usualMemory[field])}
            />
          </Field>
        ))}
      </div>
      <Choices
        legend={t("keeps")}
        kind="checkbox"
        disabled={!editable}
        choices={parts.map((value) => ({ value, label: t(`part.${value}`), help: t(`help.${value}`) }))}
        field={form.register("keeps")}
      />
    </Form>
  );
}
