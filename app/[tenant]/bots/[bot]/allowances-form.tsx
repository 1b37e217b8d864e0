"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import {
  ALLOWANCE_MAX,
  type Allowances,
  allowanceFigures,
  botScopes,
  defaultAllowances,
  type OwnAllowances,
} from "#lib/bots/allowances.ts";
import { Dialog, DialogFooter } from "../../../components/dialog.tsx";
import { Field } from "../../../components/field.tsx";
import { Form, SubmitButton } from "../../../components/form.tsx";
import { Input } from "../../../components/input.tsx";
import { useNumbers } from "../../../components/numbers.ts";
import { useSave } from "../../../saving/use-save.ts";
import { setAllowances } from "../actions.ts";

interface Props {
  tenant: string;
  bot: { id: string; allowances: Allowances };
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

type Values = Record<string, string>;

const fields = botScopes.flatMap((scope) =>
  allowanceFigures.map((figure) => ({ scope, figure, name: `${scope}-${figure}` })),
);

/** How much people may ask of the bot. An empty field is the default, which its placeholder shows. */
export function AllowancesForm({ tenant, bot, open, onOpenChange }: Props) {
  const t = useTranslations("bots.allowances");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} intro={t("intro")}>
      <Fields tenant={tenant} bot={bot} onSaved={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Fields({ tenant, bot, onSaved }: Pick<Props, "tenant" | "bot"> & { onSaved: () => void }) {
  const t = useTranslations("bots.allowances");
  const numbers = useNumbers();
  const { save } = useSave();
  const form = useForm<Values>({
    // Opened again before the page is fresh, it follows the page, except where somebody has typed.
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
        const answer = await save({
          request: () => setAllowances(tenant, { id: bot.id, allowances: own }),
          done: ({ live }) => ({ message: t("done"), live }),
          quiet: true,
        });
        if (answer.ok) onSaved();
        return answer;
      }}
      footer={
        <DialogFooter>
          <SubmitButton>{t("submit")}</SubmitButton>
        </DialogFooter>
      }
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
