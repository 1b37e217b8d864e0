"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../../components/form.tsx";
import { Input } from "../../../components/input.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { leaveFor } from "../../../shell/start-session.ts";
import { enterTenant, leaveTenant } from "../../actions.ts";

interface Props {
  id: string;
  slug: string;
  isMember: boolean;
  /** "14:05", until when the person is in it; null: they are not. */
  until: string | null;
}

/** Enters the workspace for a while, or leaves it. */
export function EnterForm({ id, slug, isMember, until }: Props) {
  const t = useTranslations("platform.tenant.enter");
  const rules = useRules();
  const { save, pending } = useSave();
  const form = useForm({ defaultValues: { reason: "" } });
  const open = (
    <Button asChild variant="secondary" size="sm">
      <Link href={`/${slug}`} prefetch={false}>
        {t("open")}
      </Link>
    </Button>
  );
  if (isMember || until)
    return (
      <div className="flex flex-wrap items-center gap-3 text-13">
        <span>{isMember ? t("member") : t("under", { clock: until ?? "" })}</span>
        {open}
        {isMember ? null : (
          <Button
            variant="secondary"
            size="sm"
            pending={pending}
            onClick={() => void save({ request: () => leaveTenant({ id }) })}
          >
            {t("leave")}
          </Button>
        )}
      </div>
    );
  return (
    <Form
      form={form}
      className="max-w-sm"
      onSubmit={async ({ reason }) => {
        const entered = await save({
          request: () => enterTenant({ id, reason }),
          quiet: true,
          refresh: false,
        });
        if (entered.ok) await leaveFor(`/${entered.value}`);
        return entered;
      }}
      footer={<SubmitButton>{t("submit")}</SubmitButton>}
    >
      <Field name="reason" label={t("reason")} help={t("reasonHelp")}>
        <Input
          {...form.register("reason", {
            ...rules.filled,
            minLength: { value: 3, message: rules.filled.required },
          })}
          autoComplete="off"
          maxLength={200}
        />
      </Field>
    </Form>
  );
}
