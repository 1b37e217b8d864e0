"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import type { OwnAllowances } from "#lib/bots/allowances.ts";
import {
  ALLOWANCE_MAX,
  type Allowances,
  allowanceFigures,
  botScopes,
  defaultAllowances,
} from "#lib/bots/usual-allowances.ts";
import { Field } from "../../../../components/field.tsx";
import { Form, SubmitButton } from "../../../../components/form.tsx";
import { Input } from "../../../../components/input.tsx";
import { useNumbers } from "../../../../components/numbers.ts";
import { useSave } from "../../../../saving/use-save.ts";
import { setAllowances } from "../../actions.ts";

interface Props {
  tenant: string;
  bot: { id: string; allowances: Allowances };
  editable: boolean;
}

type Values = Record<string, string>;

const fields = botScopes.flatMap((scope) =>
  allowanceFigures.map((figure) => ({ scope, figure, name: `${scope}-${figure}` })),
);

/** How much people may ask of the bot. An empty field is the default, which its placeholder shows. */
export function AllowancesForm({ tenant, bot, editable }: Props) {
  const t = useTranslations("bots.allowances");
  const numbers = useNumbers();
  const { save } = useSave();
  const form = useForm<Values>({
    // It follows the page, except where somebody has typed.
    resetOptions: { keepDirtyValues: true },
    values: Object.fromEntries(
      fields.map(({ scope, figure, name }) => {
        const value = bot.allowances[scope][figure];
        return [name, value === defaultAllowances[scope][figure] ? "" : String(value)];
      }),
    ),
  });
  const isFigure = (value: string | undefined) =>
    !value?.trim() ||
    (/^\d+$/.test(value.trim()) && Number(value) >= 1 && Number(value) <= ALLOWANCE_MAX) ||
    t("figure", { max: numbers.count(ALLOWANCE_MAX) });
  return (
    <Form
      form={form}
      draft={{ name: `allowances:${bot.id}`, fields: fields.map(({ name }) => name) }}
      onSubmit={async (values) => {
        const own: OwnAllowances = {};
        for (const { scope, figure, name } of fields) {
          const value = values[name]?.trim();
          if (value) own[scope] = { ...own[scope], [figure]: Number(value) };
        }
        return save({
          request: () => setAllowances(tenant, { id: bot.id, allowances: own }),
          done: ({ live }) => ({ message: t("done"), live }),
          quiet: true,
        });
      }}
      footer={editable ? <SubmitButton disabled={!form.formState.isDirty}>{t("submit")}</SubmitButton> : null}
    >
      {botScopes.map((scope) => (
        <fieldset key={scope} className="mb-2">
          <legend className="mb-2 font-medium text-14">{t(`scope.${scope}`)}</legend>
          <div className="grid grid-cols-3 gap-x-3">
            {allowanceFigures.map((figure) => (
              <Field key={figure} name={`${scope}-${figure}`} label={t(`figures.${figure}`)} className="mb-3">
                <Input
                  {...form.register(`${scope}-${figure}`, { validate: isFigure })}
                  inputMode="numeric"
                  readOnly={!editable}
                  placeholder={numbers.count(defaultAllowances[scope][figure])}
                />
              </Field>
            ))}
          </div>
        </fieldset>
      ))}
    </Form>
  );
}
