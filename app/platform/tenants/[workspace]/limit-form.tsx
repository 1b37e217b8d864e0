"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import type { PlanLimits } from "#lib/people/limit-names.ts";
import type { PlanView } from "#lib/platform/plans.ts";
import { Form, SubmitButton } from "../../../components/form.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { limitTenant } from "../../actions.ts";
import { LimitFields, limitsOf, typedOf } from "../../limit-fields.tsx";
import { PlanField } from "../../plan-field.tsx";

interface Props {
  id: string;
  planId: string | null;
  /** The workspace's own. */
  limits: PlanLimits;
  plans: PlanView[];
  /** Of the platform. */
  defaults: PlanLimits;
}

export function LimitForm({ id, planId, limits, plans, defaults }: Props) {
  const t = useTranslations("platform.tenant.limits");
  const { save } = useSave();
  const form = useForm({ values: { planId: planId ?? "", limits: typedOf(limits) } });
  const chosen = form.watch("planId");
  return (
    <Form
      form={form}
      className="max-w-lg"
      onSubmit={(values) =>
        save({
          request: () => limitTenant({ id, planId: values.planId || null, limits: limitsOf(values.limits) }),
          done: () => t("saved"),
          quiet: true,
        })
      }
      footer={<SubmitButton>{t("save")}</SubmitButton>}
    >
      <PlanField label={t("plan")} plans={plans} />
      <LimitFields inherited={{ ...defaults, ...plans.find((plan) => plan.id === chosen)?.limits }} />
    </Form>
  );
}
