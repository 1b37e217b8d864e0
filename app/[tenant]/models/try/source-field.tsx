"use client";
import { useTranslations } from "next-intl";
import { useController, useFormContext } from "react-hook-form";
import { MESSAGES_AT_MOST } from "#lib/replay/day.ts";
import { Field } from "../../../components/field.tsx";
import { Input } from "../../../components/input.tsx";
import { useNumbers } from "../../../components/numbers.ts";
import type { Draft } from "./draft.ts";

/** The messages to simulate: the last 24 hours, or a made-up day. */
export function SourceField() {
  const t = useTranslations("replay");
  const numbers = useNumbers();
  const { register } = useFormContext<Draft>();
  const { field: madeUp } = useController<Draft, "madeUp">({ name: "madeUp" });
  const countable = (typed: string) =>
    (/^\d+$/.test(typed.trim()) && Number(typed) >= 1 && Number(typed) <= MESSAGES_AT_MOST) ||
    t("messagesWrong", { max: numbers.count(MESSAGES_AT_MOST) });
  return (
    <fieldset className="mb-5">
      <legend className="mb-1.5 font-medium text-13">{t("source.label")}</legend>
      <div className="flex rounded-md border p-0.5 dark:border-strong">
        {(["recorded", "madeUp"] as const).map((source) => (
          <label
            key={source}
            className="flex h-8 flex-1 cursor-pointer items-center justify-center rounded-sm px-3 font-medium text-13 text-muted-foreground transition-colors duration-100 has-checked:bg-muted has-checked:text-foreground has-focus-visible:outline-2 has-focus-visible:outline-primary max-md:h-10"
          >
            <input
              type="radio"
              name="source"
              className="sr-only"
              checked={(source === "madeUp") === madeUp.value}
              onChange={() => madeUp.onChange(source === "madeUp")}
            />
            {t(`source.${source}`)}
          </label>
        ))}
      </div>
      {madeUp.value ? (
        <Field name="messages" label={t("messages")} className="mt-4 mb-0">
          <Input {...register("messages", { validate: countable })} inputMode="numeric" autoComplete="off" />
        </Field>
      ) : null}
    </fieldset>
  );
}
