"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import type { GroupPolicy } from "#generated/enums.ts";
import { Choices } from "../../../../components/choices.tsx";
import { Form, SubmitButton } from "../../../../components/form.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { useQuestion } from "../../../../saving/use-question.ts";
import { useSave } from "../../../../saving/use-save.ts";
import { readDelivery, setGroups } from "../actions.ts";

const policies = ["mention", "reply", "all", "off"] as const satisfies readonly GroupPolicy[];

interface Props {
  tenant: string;
  bot: string;
  groups: GroupPolicy;
  editable: boolean;
}

/** To what the bot answers in groups. */
export function GroupsForm({ tenant, bot, groups, editable }: Props) {
  const t = useTranslations("botSettings");
  const { save } = useSave();
  const form = useForm<{ groups: GroupPolicy }>({
    resetOptions: { keepDirtyValues: true },
    values: { groups },
  });
  // Whether Telegram passes everything on is its own setting.
  const wantsAll = form.watch("groups") === "all";
  const { answer } = useQuestion(() => readDelivery(tenant, { id: bot }), wantsAll ? "all" : null);
  return (
    <Form
      form={form}
      draft={{ name: `groups:${bot}`, fields: ["groups"] }}
      onSubmit={(given) =>
        save({
          request: () => setGroups(tenant, { id: bot, groups: given.groups }),
          done: ({ live }) => ({ message: t("groups.saved"), live }),
          quiet: true,
        })
      }
      footer={editable ? <SubmitButton disabled={!form.formState.isDirty}>{t("save")}</SubmitButton> : null}
    >
      <Choices
        legend={t("groups.legend")}
        disabled={!editable}
        choices={policies.map((value) => ({
          value,
          label: t(`groups.policy.${value}`),
          help: t(`groups.help.${value}`),
        }))}
        field={form.register("groups")}
      />
      {wantsAll && typeof answer !== "string" && !answer.readsGroups ? (
        <Notice tone="waiting" title={t("groups.privacy")}>
          {t("groups.privacyHelp", { command: "/setprivacy", choice: "Disable" })}
        </Notice>
      ) : null}
    </Form>
  );
}
