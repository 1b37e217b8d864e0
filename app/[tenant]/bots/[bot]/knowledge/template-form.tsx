"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { ANSWER_MAX, NAME_MAX } from "#lib/knowledge/lengths.ts";
import type { Locale } from "#lib/messages/locales.ts";
import type { TemplateKind, TemplateText } from "#lib/templates/template.ts";
import { DialogFooter } from "../../../../components/dialog.tsx";
import { Field } from "../../../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../../../components/form.tsx";
import { Input } from "../../../../components/input.tsx";
import { Textarea } from "../../../../components/textarea.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { figureIn } from "./[source]/figure.ts";
import { applyTemplate } from "./actions.ts";

interface Props {
  tenant: string;
  bot: string;
  kind: TemplateKind;
  locale: Locale;
  template: TemplateText;
  onSaved: () => void;
}

/** answer0, answer1, …; name0, price0, …; and whether the prompt is used. */
type Values = Record<string, string | boolean>;

export function TemplateForm({ tenant, bot, kind, locale, template, onSaved }: Props) {
  const t = useTranslations("knowledge");
  const { save } = useSave();
  const { questions, products, prompt } = template;
  const defaults: Values = Object.fromEntries([
    ...questions.map((_, i) => [`answer${i}`, ""]),
    ...products.flatMap((_, i) => [
      [`name${i}`, ""],
      [`price${i}`, ""],
    ]),
  ]);
  const form = useForm<Values & { prompt: boolean }>({
    defaultValues: { ...defaults, prompt: true } as never,
  });
  const { register } = form;
  const { errors } = form.formState;
  const { filled } = useRules();
  const price = (typed: unknown) => figureIn(String(typed ?? ""), false);
  return (
    <Form
      form={form}
      draft={{
        name: `template:${bot}:${kind}:${locale}`,
        fields: [...Object.keys(defaults), "prompt"],
      }}
      onSubmit={(values) =>
        save({
          request: async () => {
            const answers = questions.flatMap(([question], i) => {
              const answer = String(values[`answer${i}`] ?? "").trim();
              return answer ? [{ question, answer }] : [];
            });
            const rows = products.flatMap((_, i) => {
              const name = String(values[`name${i}`] ?? "").trim();
              return name ? [{ name, price: price(values[`price${i}`]) ?? null }] : [];
            });
            if (answers.length === 0 && rows.length === 0 && !values.prompt)
              return {
                ok: false as const,
                code: "invalid" as const,
                error: t("template.nothing"),
                values: {},
              };
            return applyTemplate(tenant, {
              ...{ id: bot, prompt: values.prompt ? prompt : null, answers, products: rows },
              names: { answers: t("add.nameAnswers"), products: t("add.nameProducts") },
            });
          },
          done: () => t("template.saved"),
          quiet: true,
        }).then((result) => {
          if (result.ok) onSaved();
          return result;
        })
      }
      footer={
        <DialogFooter>
          <SubmitButton>{t("template.save")}</SubmitButton>
        </DialogFooter>
      }
    >
      <fieldset className="mb-6 min-w-0">
        <legend className="mb-3 font-medium text-14">{t("template.questions")}</legend>
        {questions.map(([question, example], i) => (
          <Field
            key={question}
            name={`answer${i}`}
            label={question}
            help={t("template.example", { text: example })}
            className="mb-4"
          >
            <Textarea
              {...register(`answer${i}`)}
              lang={locale}
              maxLength={ANSWER_MAX}
              rows={1}
              className="field-sizing-content max-h-48 min-h-9 resize-none py-1.5 max-md:min-h-11"
            />
          </Field>
        ))}
      </fieldset>
      <fieldset className="mb-6 min-w-0">
        <legend className="font-medium text-14">{t("template.table")}</legend>
        <p className="mb-3 text-13 text-muted-foreground">{t("template.tableHelp")}</p>
        <div className="grid gap-2">
          {products.map(([name, figure], i) => (
            <div key={name} className="grid grid-cols-[minmax(0,1fr)_8rem] gap-2">
              <Input
                aria-label={`${t("products.name")} ${i + 1}`}
                {...register(`name${i}`, {
                  // A price of nothing would be left out unseen.
                  validate: (typed, values) =>
                    String(typed).trim() !== "" || !String(values[`price${i}`]).trim() || filled.required,
                })}
                aria-invalid={errors[`name${i}`] ? true : undefined}
                placeholder={name}
                lang={locale}
                maxLength={NAME_MAX}
                autoComplete="off"
              />
              <Input
                aria-label={`${t("products.price")} ${i + 1}`}
                {...register(`price${i}`, {
                  validate: (typed) => price(typed) !== undefined || t("products.number"),
                })}
                aria-invalid={errors[`price${i}`] ? true : undefined}
                placeholder={figure}
                inputMode="decimal"
                maxLength={20}
                autoComplete="off"
                className="text-right"
              />
              <RowError messages={[errors[`name${i}`]?.message, errors[`price${i}`]?.message]} />
            </div>
          ))}
        </div>
      </fieldset>
      <label className="flex cursor-pointer items-start gap-3 text-14">
        <input type="checkbox" {...register("prompt")} className="mt-0.5 size-4 shrink-0 accent-primary" />
        <span>
          {t("template.prompt")}
          <span className="block text-13 text-muted-foreground">{t("template.promptHelp")}</span>
        </span>
      </label>
      <details className="mt-2 ml-7 text-13">
        <summary className="w-fit rounded-sm text-muted-foreground hover:text-foreground">
          {t("template.showPrompt")}
        </summary>
        <p lang={locale} className="mt-1.5 whitespace-pre-line rounded-lg bg-muted/60 p-3">
          {prompt}
        </p>
      </details>
    </Form>
  );
}

/** What is wrong with a row of two fields, under both. */
function RowError({ messages }: { messages: readonly unknown[] }) {
  const words = messages.filter((each) => typeof each === "string" && each !== "").join(" ");
  return words ? (
    <p role="alert" className="col-span-2 text-13 text-broken">
      {words}
    </p>
  ) : null;
}
