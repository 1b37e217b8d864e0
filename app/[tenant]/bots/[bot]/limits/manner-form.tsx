"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import type { Manner } from "#lib/bots/settings.ts";
import { Choices } from "../../../../components/choices.tsx";
import { Form, SubmitButton } from "../../../../components/form.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { setManner } from "../actions.ts";

const manners = ["voice", "rich"] as const satisfies readonly (keyof Manner)[];

interface Props {
  tenant: string;
  bot: string;
  manner: Manner;
  editable: boolean;
}

/** How the bot answers beside plain text. */
export function MannerForm({ tenant, bot, manner, editable }: Props) {
  const t = useTranslations("botSettings");
  const { save } = useSave();
  const form = useForm<{ on: string[] }>({
    resetOptions: { keepDirtyValues: true },
    values: { on: manners.filter((each) => manner[each]) },
  });
  return (
    <Form
      form={form}
      draft={{ name: `manner:${bot}`, fields: ["on"] }}
      onSubmit={({ on }) =>
        save({
          request: () =>
            setManner(tenant, { id: bot, voice: on.includes("voice"), rich: on.includes("rich") }),
          done: ({ live }) => ({ message: t("manner.saved"), live }),
          quiet: true,
        })
      }
      footer={editable ? <SubmitButton disabled={!form.formState.isDirty}>{t("save")}</SubmitButton> : null}
    >
      <Choices
        kind="checkbox"
        legend={t("manner.legend")}
        disabled={!editable}
        choices={manners.map((value) => ({
          value,
          label: t(`manner.label.${value}`),
          help: t(`manner.help.${value}`),
        }))}
        field={form.register("on")}
      />
    </Form>
  );
}
