"use client";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { limitNames, type PlanLimits } from "#lib/people/limit-names.ts";
import type { PlanView } from "#lib/platform/plans.ts";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Dialog, DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useSave } from "../../saving/use-save.ts";
import { removePlan, savePlan } from "../actions.ts";
import { LimitFields, limitsOf, typedOf } from "../limit-fields.tsx";

/** The plans; each is edited in a dialog. */
export function PlanList({ plans, defaults }: { plans: readonly PlanView[]; defaults: PlanLimits }) {
  const t = useTranslations("platform.plans");
  const [edited, setEdited] = useState<PlanView | "new" | null>(null);
  const [removing, setRemoving] = useState<PlanView | null>(null);
  const { save } = useSave();
  const plan = edited === "new" ? null : edited;
  return (
    <>
      <PageHeader
        title={t("title")}
        intro={t("intro")}
        actions={
          <Button onClick={() => setEdited("new")}>
            <Plus aria-hidden />
            {t("add")}
          </Button>
        }
      />
      {plans.length === 0 ? (
        <p className="py-10 text-center text-13 text-muted-foreground">{t("empty")}</p>
      ) : (
        <ul className="divide-y border-y">
          {plans.map((each) => (
            <PlanRow
              key={each.id}
              plan={each}
              onEdit={() => setEdited(each)}
              onRemove={() => setRemoving(each)}
            />
          ))}
        </ul>
      )}
      <Dialog
        open={edited !== null}
        onOpenChange={(open) => !open && setEdited(null)}
        title={plan?.name ?? t("newTitle")}
      >
        {edited ? (
          <PlanForm key={plan?.id ?? "new"} plan={plan} defaults={defaults} onSaved={() => setEdited(null)} />
        ) : null}
      </Dialog>
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => !open && setRemoving(null)}
        title={t("removeAsk", { name: removing?.name ?? "" })}
        body={t("removeBody", { count: removing?.tenants ?? 0 })}
        confirm={t("remove")}
        destructive
        onConfirm={() =>
          save({
            request: () => removePlan({ id: removing?.id ?? "" }),
            done: () => t("removed"),
            quiet: true,
          })
        }
      />
    </>
  );
}

function PlanRow(props: { plan: PlanView; onEdit: () => void; onRemove: () => void }) {
  const { plan, onEdit, onRemove } = props;
  const t = useTranslations("platform.plans");
  const limit = useTranslations("platform.limit");
  const figures = limitNames.flatMap((name) => {
    const value = plan.limits[name];
    return value === undefined ? [] : [`${limit(name)}: ${value.toLocaleString("ru")}`];
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <div className="min-w-48 flex-1">
        <p className="font-medium text-14">
          {plan.name}{" "}
          <span className="font-normal text-13 text-muted-foreground">
            {t("tenants", { count: plan.tenants })}
          </span>
        </p>
        <p className="mt-0.5 text-13 text-muted-foreground">{figures.join(" · ") || t("unlimited")}</p>
      </div>
      <Button variant="secondary" size="sm" aria-label={t("editOf", { name: plan.name })} onClick={onEdit}>
        {t("edit")}
      </Button>
      <Button
        variant="secondary"
        size="sm"
        aria-label={t("removeAsk", { name: plan.name })}
        onClick={onRemove}
      >
        {t("remove")}
      </Button>
    </li>
  );
}

function PlanForm(props: { plan: PlanView | null; defaults: PlanLimits; onSaved: () => void }) {
  const { plan, defaults, onSaved } = props;
  const t = useTranslations("platform.plans");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm({ defaultValues: { name: plan?.name ?? "", limits: typedOf(plan?.limits ?? {}) } });
  return (
    <Form
      form={form}
      onSubmit={async ({ name, limits }) => {
        const saved = await save({
          request: () => savePlan({ id: plan?.id ?? null, name, limits: limitsOf(limits) }),
          done: () => t("saved"),
          quiet: true,
        });
        if (saved.ok) onSaved();
        return saved;
      }}
      footer={
        <DialogFooter>
          <SubmitButton>{t("save")}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="name" label={t("name")}>
        <Input {...form.register("name", rules.filled)} autoComplete="off" autoFocus maxLength={80} />
      </Field>
      <LimitFields inherited={defaults} />
    </Form>
  );
}
