"use client";
// What is sent, and to whom. Saved as a whole; what is typed survives a reload.
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import { BUTTON_TEXT_MAX, BUTTON_URL_MAX, BUTTONS_MAX } from "#lib/broadcasts/buttons.ts";
import type { BroadcastView } from "#lib/broadcasts/read.ts";
import { isLocale, locales } from "#lib/messages/locales.ts";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Form, SubmitButton } from "../../../components/form.tsx";
import { Input } from "../../../components/input.tsx";
import { SelectField } from "../../../components/select-field.tsx";
import { Textarea } from "../../../components/textarea.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { saveBroadcast } from "../actions.ts";
import { useUnsaved } from "./unsaved.tsx";

interface Props {
  tenant: string;
  broadcast: BroadcastView;
  /** That the members have given to people. */
  tags: readonly string[];
}

/** No restriction; a select's value is never empty. */
const ALL = "all";
/** `within`: seen within so many days; `not`: not seen for so many. */
const seen = ["within-7", "within-30", "within-90", "not-30", "not-90"] as const;
const numbers = Array.from({ length: BUTTONS_MAX }, (_, i) => i);

/** Each button's fields by its number: text0, url0, text1, … */
type Values = Record<string, string>;

function valuesOf({ text, buttons, segment }: BroadcastView): Values {
  const { locale = ALL, tag = ALL, seenWithin, unseenFor } = segment;
  const when = seenWithin ? `within-${seenWithin}` : unseenFor ? `not-${unseenFor}` : ALL;
  const rows = numbers.flatMap((i) => [
    [`text${i}`, buttons[i]?.text ?? ""],
    [`url${i}`, buttons[i]?.url ?? ""],
  ]);
  return { text, locale, tag, when, ...Object.fromEntries(rows) };
}

function inputOf(values: Values) {
  const { text = "", locale, tag = ALL, when = ALL } = values;
  const [kind, days] = when.split("-");
  const shown = numbers.map((i) => ({ text: values[`text${i}`] ?? "", url: values[`url${i}`] ?? "" }));
  return {
    text,
    buttons: shown.filter(({ text, url }) => text.trim() || url.trim()),
    segment: {
      ...(isLocale(locale) && { locale }),
      ...(tag !== ALL && { tag }),
      ...(kind === "within" && { seenWithin: Number(days) }),
      ...(kind === "not" && { unseenFor: Number(days) }),
    },
  };
}

export function DraftForm({ tenant, broadcast, tags }: Props) {
  const t = useTranslations("broadcasts.form");
  const languages = useTranslations("botSettings.languageNames");
  const { save } = useSave();
  const { id, version, buttons } = broadcast;
  const values = valuesOf(broadcast);
  const form = useForm<Values>({ resetOptions: { keepDirtyValues: true }, values });
  const [rows, setRows] = useState(buttons.length);
  const [, setUnsaved] = useUnsaved();
  const { isDirty } = form.formState;
  useEffect(() => {
    setUnsaved(isDirty);
    return () => setUnsaved(false);
  }, [isDirty, setUnsaved]);
  const everybody = { value: ALL, label: t("all") };
  const tagged = broadcast.segment.tag;
  const choices = {
    locale: [everybody, ...locales.map((locale) => ({ value: locale, label: languages(locale) }))],
    tag: [
      everybody,
      ...[...new Set([...tags, ...(tagged ? [tagged] : [])])].map((tag) => ({ value: tag, label: tag })),
    ],
    when: [
      everybody,
      ...seen.map((value) => {
        const [kind, days] = value.split("-");
        return { value, label: t(kind === "not" ? "notSeen" : "seen", { days: Number(days) }) };
      }),
    ],
  };
  function drop(): void {
    const last = rows - 1;
    for (const name of ["text", "url"]) form.setValue(`${name}${last}`, "", { shouldDirty: true });
    setRows(last);
  }
  return (
    <Form
      form={form}
      draft={{
        name: `broadcast:${id}`,
        fields: Object.keys(values),
        onRestored: () =>
          setRows(Math.max(buttons.length, ...numbers.map((i) => (form.getValues(`text${i}`) ? i + 1 : 0)))),
      }}
      onSubmit={(given) =>
        save({
          request: () => saveBroadcast(tenant, { id, version, ...inputOf(given) }),
          done: () => t("saved"),
          quiet: true,
        })
      }
      footer={<SubmitButton disabled={!isDirty}>{t("save")}</SubmitButton>}
    >
      <Field name="text" label={t("text")} help={t("textHelp", { name: "{name}" })}>
        <Textarea
          {...form.register("text")}
          rows={6}
          placeholder={t("placeholder", { name: "{name}" })}
          className="field-sizing-content max-h-120 min-h-36"
        />
      </Field>
      <fieldset className="mb-5 min-w-0">
        <legend className="mb-1.5 font-medium text-13">{t("buttons")}</legend>
        {numbers.slice(0, rows).map((i) => (
          <div key={i} className="grid grid-cols-[minmax(0,1fr)] gap-x-2 sm:grid-cols-[12rem_minmax(0,1fr)]">
            <Field name={`text${i}`} label={t("buttonText")} className="mb-3">
              <Input
                {...form.register(`text${i}`, {
                  validate: (value = "") =>
                    value.trim() !== "" || !form.getValues(`url${i}`) || t("buttonEmpty"),
                })}
                maxLength={BUTTON_TEXT_MAX}
              />
            </Field>
            <Field name={`url${i}`} label={t("buttonUrl")} className="mb-3">
              <Input
                {...form.register(`url${i}`)}
                inputMode="url"
                autoComplete="off"
                maxLength={BUTTON_URL_MAX}
                placeholder="https://"
              />
            </Field>
          </div>
        ))}
        <div className="flex flex-wrap gap-2">
          {rows < BUTTONS_MAX ? (
            <Button variant="secondary" size="sm" onClick={() => setRows(rows + 1)}>
              <Plus aria-hidden />
              {t("addButton")}
            </Button>
          ) : null}
          {rows > 0 ? (
            <Button variant="ghost" size="sm" onClick={drop}>
              <X aria-hidden />
              {t("dropButton")}
            </Button>
          ) : null}
        </div>
      </fieldset>
      <div className="grid gap-x-4 sm:grid-cols-3">
        {(["locale", "tag", "when"] as const).map((name) => (
          <SelectField
            key={name}
            name={name}
            label={t(name)}
            options={choices[name]}
            disabled={choices[name].length < 2}
            choiceOf={(held) => String(held ?? ALL)}
            className="mb-4"
          />
        ))}
      </div>
    </Form>
  );
}
