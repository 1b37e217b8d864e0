"use client";
import { useTranslations } from "next-intl";
import { Controller, useFormContext } from "react-hook-form";
import { Field } from "../components/field.tsx";
import { Select } from "../components/select.tsx";

/** A select's value may not be empty. */
const NONE = "none";

/** In a form with `planId`; empty: no plan. */
export function PlanField({ label, plans }: { label: string; plans: { id: string; name: string }[] }) {
  const t = useTranslations("platform.tenants");
  const { control } = useFormContext<{ planId: string }>();
  return (
    <Field name="planId" label={label}>
      <Controller
        control={control}
        name="planId"
        render={({ field }) => (
          <Select
            value={field.value || NONE}
            onValueChange={(value) => field.onChange(value === NONE ? "" : value)}
            options={[
              { value: NONE, label: t("noPlan") },
              ...plans.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            className="w-full"
          />
        )}
      />
    </Field>
  );
}
