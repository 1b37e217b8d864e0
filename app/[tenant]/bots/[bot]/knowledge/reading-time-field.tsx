"use client";
import { useTranslations } from "next-intl";
import { SelectField } from "../../../../components/select-field.tsx";
import { readingTimes } from "./reading-times.ts";

/** The field "every" of the form around it, a ReadingTime. */
export function ReadingTimeField({ help }: { help?: string }) {
  const t = useTranslations("knowledge.page");
  return (
    <SelectField
      name="every"
      label={t("every")}
      help={help}
      options={readingTimes.map((value) => ({ value, label: t(`everyValue.${value}`) }))}
    />
  );
}
