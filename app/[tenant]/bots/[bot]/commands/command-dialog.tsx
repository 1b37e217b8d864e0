"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { COMMAND_NAME_MAX, DESCRIPTION_MAX, nameFault, type OwnCommand } from "#lib/bots/own-commands.ts";
import { WORDS_MAX } from "#lib/bots/words.ts";
import { type Locale, locales } from "#lib/messages/locales.ts";
import { Choices } from "../../../../components/choices.tsx";
import { Dialog, DialogFooter } from "../../../../components/dialog.tsx";
import { Field } from "../../../../components/field.tsx";
import { Form, SubmitButton } from "../../../../components/form.tsx";
import { Input } from "../../../../components/input.tsx";
import { useNumbers } from "../../../../components/numbers.ts";
import { Textarea } from "../../../../components/textarea.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { saveCommand } from "../actions.ts";
import { useLanguageNames } from "../words-form.tsx";

interface Props {
  tenant: string;
  bot: string;
  /** Null: a new one. */
  command: OwnCommand | null;
  /** Names of the bot's commands, this one's too. */
  others: readonly string[];
  languages: readonly Locale[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

type Values = Record<string, string>;

const textsOf = (values: Values, part: "description" | "text") =>
  Object.fromEntries(locales.map((locale) => [locale, values[`${part}-${locale}`] ?? ""]));

export function CommandDialog({ open, onOpenChange, ...rest }: Props) {
  const t = useTranslations("botSettings.commands");
  const { command } = rest;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={command ? t("editTitle", { name: command.name }) : t("addTitle")}
      intro={t("dialogIntro")}
    >
      <Fields {...rest} onSaved={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Fields(props: Omit<Props, "open" | "onOpenChange"> & { onSaved: () => void }) {
  const { tenant, bot, command, others, languages, onSaved } = props;
  const t = useTranslations("botSettings");
  const errors = useTranslations("errors");
  const numbers = useNumbers();
  const nameOf = useLanguageNames();
  const { save } = useSave();
  const fields = locales.flatMap((locale) => [`description-${locale}`, `text-${locale}`]);
  const form = useForm<Values>({
    defaultValues: {
      name: command?.name ?? "",
      kind: command?.kind ?? "text",
      ...Object.fromEntries(
        locales.flatMap((locale) => [
          [`description-${locale}`, command?.description[locale] ?? ""],
          [`text-${locale}`, command?.text[locale] ?? ""],
        ]),
      ),
    },
  });
  const isName = (given: string | undefined) => {
    const name = given?.trim() ?? "";
    const fault = nameFault(
      name,
      others.filter((other) => other !== command?.name),
    );
    return fault === null || errors(fault, { name });
  };
  /** In some language there is something; said under the first. */
  const isWritten = (part: "description" | "text", locale: Locale, most: number) => (text?: string) => {
    if ((text ?? "").length > most) return t("tooLong", { max: numbers.count(most) });
    const isEmpty = Object.values(textsOf(form.getValues(), part)).every((each) => !each.trim());
    return !isEmpty || locale !== languages[0] || errors("command_empty");
  };
  const isPrompt = form.watch("kind") === "prompt";
  return (
    <Form
      form={form}
      draft={{ name: `command:${bot}:${command?.name ?? ""}`, fields: ["name", "kind", ...fields] }}
      onSubmit={async (values) => {
        const name = values.name?.trim() ?? "";
        const answer = await save({
          request: () =>
            saveCommand(tenant, {
              id: bot,
              was: command?.name ?? null,
              command: {
                name,
                kind: values.kind === "prompt" ? "prompt" : "text",
                description: textsOf(values, "description"),
                text: textsOf(values, "text"),
              },
            }),
          done: ({ live }) => ({ message: t("commands.saved", { name }), live }),
          quiet: true,
        });
        if (answer.ok) onSaved();
        return answer;
      }}
      footer={
        <DialogFooter>
          <SubmitButton>{t("save")}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="name" label={t("commands.name")} help={t("commands.nameHelp")}>
        <Input
          {...form.register("name", { validate: isName })}
          maxLength={COMMAND_NAME_MAX}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Choices
        legend={t("commands.does")}
        choices={[
          { value: "text", label: t("commands.kind.text"), help: t("commands.kindHelp.text") },
          { value: "prompt", label: t("commands.kind.prompt"), help: t("commands.kindHelp.prompt") },
        ]}
        field={form.register("kind")}
      />
      {languages.map((locale) => (
        <fieldset key={locale} className="mb-3 border-t pt-4">
          <legend className="sr-only">{nameOf(locale)}</legend>
          <Field
            name={`description-${locale}`}
            label={t("commands.description", { language: nameOf(locale) })}
            className="mb-3"
          >
            <Input
              {...form.register(`description-${locale}`, {
                validate: isWritten("description", locale, DESCRIPTION_MAX),
              })}
              lang={locale}
            />
          </Field>
          <Field
            name={`text-${locale}`}
            label={t(isPrompt ? "commands.prompt" : "commands.text", { language: nameOf(locale) })}
            className="mb-3"
          >
            <Textarea
              {...form.register(`text-${locale}`, { validate: isWritten("text", locale, WORDS_MAX) })}
              rows={3}
              lang={locale}
            />
          </Field>
        </fieldset>
      ))}
    </Form>
  );
}
