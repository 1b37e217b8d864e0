"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import type { IntakeChoice } from "#generated/enums.ts";
import type { WebhookFault } from "#lib/bots/webhooks.ts";
import { Choices } from "../../../../components/choices.tsx";
import { Form, SubmitButton } from "../../../../components/form.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { setIntake } from "../actions.ts";

interface Props {
  tenant: string;
  bot: string;
  intake: IntakeChoice;
  /** Why webhooks are impossible; null: they are possible. */
  fault: WebhookFault | null;
  usesWebhook: boolean;
  editable: boolean;
}

/** Whether Telegram calls the server, or the server asks Telegram. */
export function IntakeForm({ tenant, bot, intake, fault, usesWebhook, editable }: Props) {
  const t = useTranslations("botSettings");
  const { save } = useSave();
  const form = useForm<{ intake: IntakeChoice }>({
    resetOptions: { keepDirtyValues: true },
    values: { intake },
  });
  return (
    <Form
      form={form}
      onSubmit={(given) =>
        save({
          request: () => setIntake(tenant, { id: bot, intake: given.intake }),
          done: ({ live }) => ({ message: t("intake.saved"), live }),
          quiet: true,
        })
      }
      footer={editable ? <SubmitButton disabled={!form.formState.isDirty}>{t("save")}</SubmitButton> : null}
    >
      <Choices
        legend={t("intake.legend")}
        disabled={!editable}
        choices={[
          {
            value: "automatic",
            label: t("intake.choice.automatic"),
            help: t(fault ? "intake.nowPolling" : "intake.nowWebhook"),
          },
          { value: "polling", label: t("intake.choice.polling"), help: t("intake.help.polling") },
          {
            value: "webhook",
            label: t("intake.choice.webhook"),
            help: fault ? t(`intake.fault.${fault}`) : t("intake.help.webhook"),
            disabled: fault !== null && intake !== "webhook",
          },
        ]}
        field={form.register("intake")}
      />
      {intake === "webhook" && !usesWebhook ? (
        <p className="mb-4 text-13 text-muted-foreground">{t("intake.until")}</p>
      ) : null}
    </Form>
  );
}
