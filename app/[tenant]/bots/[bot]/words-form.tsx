"use client";
// A text that the bot says by itself, in each of its languages; empty is the usual one.
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { type LocalTexts, WORDS_MAX } from "#lib/bots/words.ts";
import { type Locale, locales, type Tongue } from "#lib/messages/locales.ts";
import { Field } from "../../../components/field.tsx";
import { Form, SubmitButton } from "../../../components/form.tsx";
import { useNumbers } from "../../../components/numbers.ts";
import { Textarea } from "../../../components/textarea.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { setAtLimit, setWelcome } from "./actions.ts";

interface Props {
  tenant: string;
  /** Id of the bot. */
  bot: string;
  kind: "welcome" | "atLimit";
  texts: LocalTexts;
  /** What it says where nothing is written. */
  usual: LocalTexts;
  languages: readonly Locale[];
  editable: boolean;
}

const requests = { welcome: setWelcome, atLimit: setAtLimit };

export function WordsForm({ tenant, bot, kind, texts, usual, languages, editable }: Props) {
  const t = useTranslations("botSettings");
  const numbers = useNumbers();
  const { save } = useSave();
  const values = Object.fromEntries(locales.map((locale) => [locale, texts[locale] ?? ""]));
  const form = useForm<Record<string, string>>({ resetOptions: { keepDirtyValues: true }, values });
  const isShort = (text: string | undefined) =>
    (text ?? "").length <= WORDS_MAX || t("tooLong", { max: numbers.count(WORDS_MAX) });
  const names = useLanguageNames();
  return (
    <Form
      form={form}
      draft={{ name: `${kind}:${bot}`, fields: [...locales] }}
      onSubmit={(given) =>
        save({
          request: () => requests[kind](tenant, { id: bot, texts: given }),
          done: ({ live }) => ({ message: t(`${kind}.saved`), live }),
          quiet: true,
        })
      }
      footer={editable ? <SubmitButton disabled={!form.formState.isDirty}>{t("save")}</SubmitButton> : null}
    >
      {languages.map((locale) => (
        <Field key={locale} name={locale} label={names(locale)} className="mb-4">
          <Textarea
            {...form.register(locale, { validate: isShort })}
            rows={3}
            lang={locale}
            readOnly={!editable}
            placeholder={usual[locale]}
            className="field-sizing-content max-h-80 min-h-20"
          />
        </Field>
      ))}
    </Form>
  );
}

/** Names of the bots' languages in the reader's own. */
export function useLanguageNames(): (tongue: Tongue) => string {
  const t = useTranslations("botSettings.languageNames");
  return (tongue) => t(tongue);
}
