"use client";
import { useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import { Field } from "../../../../components/field.tsx";
import { Select } from "../../../../components/select.tsx";
import { readingTimes } from "./reading-times.ts";

/** The field "every" of the form around it, a ReadingTime. */
export function ReadingTimeField({ help }: { help?: string }) {
  const t = useTranslations("knowledge.page");
  return (
    <Field name="every" label={t("every")} help={help}>
      <Controller
        name="every"
        render={({ field }) => (
          <Select
            className="w-full"
            value={field.value}
            onValueChange={field.onChange}
            options={readingTimes.map((value) => ({ value, label: t(`everyValue.${value}`) }))}
          />
        )}
      />
    </Field>
  );
}
