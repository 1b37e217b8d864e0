"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import {
  isTongue,
  type Locale,
  localeOfTongue,
  locales,
  type Tongue,
  tongues,
} from "#lib/messages/locales.ts";
import { Choices } from "../../../../components/choices.tsx";
import { Form, SubmitButton } from "../../../../components/form.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { setLanguages } from "../actions.ts";
import { useLanguageNames } from "../words-form.tsx";

interface Props {
  tenant: string;
  bot: string;
  languages: readonly Locale[];
  /** Null: the tenant's. */
  locale: Tongue | null;
  tenantLocale: Locale;
  editable: boolean;
}

interface Values {
  languages: string[];
  /** Empty: the tenant's. */
  locale: string;
}

/** Uzbek in either script, where the bot speaks it. */
const isSpoken = (tongue: Tongue, languages: readonly string[]) => languages.includes(localeOfTongue(tongue));

/** In which languages the bot itself speaks, and which one where the person's is unknown. */
export function LanguagesForm({ tenant, bot, languages, locale, tenantLocale, editable }: Props) {
  const t = useTranslations("botSettings");
  const nameOf = useLanguageNames();
  const { save } = useSave();
  const form = useForm<Values>({
    resetOptions: { keepDirtyValues: true },
    values: { languages: [...languages], locale: locale ?? "" },
  });
  const chosen = form.watch("languages");
  const choices = locales.map((value) => ({ value, label: nameOf(value) }));
  return (
    <Form
      form={form}
      draft={{ name: `languages:${bot}`, fields: ["languages", "locale"] }}
      onSubmit={(given) =>
        save({
          request: () =>
            setLanguages(tenant, {
              id: bot,
              languages: locales.filter((each) => given.languages.includes(each)),
              locale: isTongue(given.locale) && isSpoken(given.locale, given.languages) ? given.locale : null,
            }),
          done: ({ live }) => ({ message: t("languages.saved"), live }),
          quiet: true,
        })
      }
      footer={editable ? <SubmitButton disabled={!form.formState.isDirty}>{t("save")}</SubmitButton> : null}
    >
      <Choices
        legend={t("languages.spoken")}
        kind="checkbox"
        choices={choices}
        disabled={!editable}
        field={form.register("languages", {
          validate: (given) => given.length > 0 || t("languages.none"),
        })}
      />
      <Choices
        legend={t("languages.default")}
        disabled={!editable}
        choices={[
          { value: "", label: t("languages.asWorkspace", { language: nameOf(tenantLocale) }) },
          ...tongues.map((value) => ({ value, label: nameOf(value), disabled: !isSpoken(value, chosen) })),
        ]}
        field={form.register("locale")}
      />
    </Form>
  );
}
