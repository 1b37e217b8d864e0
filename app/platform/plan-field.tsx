"use client";
import { useTranslations } from "next-intl";
import { SelectField } from "../components/select-field.tsx";

/** A select's value may not be empty. */
const NONE = "none";

/** In a form with `planId`; empty: no plan. */
export function PlanField({ label, plans }: { label: string; plans: { id: string; name: string }[] }) {
  const t = useTranslations("platform.tenants");
  return (
    <SelectField
      name="planId"
      label={label}
      options={[
        { value: NONE, label: t("noPlan") },
        ...plans.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      choiceOf={(held) => String(held || NONE)}
      heldOf={(choice) => (choice === NONE ? "" : choice)}
    />
  );
}
