"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { ModelView } from "#lib/models/list.ts";
import type { Price } from "#lib/prices/list-prices.ts";
import { Button } from "../../components/button.tsx";
import { DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, showFailure } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { useNumbers } from "../../components/numbers.ts";
import type { Result } from "../../result.ts";
import { useSave } from "../../saving/use-save.ts";
import { setPrice } from "./actions.ts";
import { ListPrice } from "./list-price.tsx";
import { dollarsTyped } from "./price-input.ts";

const sides = ["input", "output"] as const;
type Typed = Record<(typeof sides)[number], string>;

/** Corrects the price, or resets it to the list price. */
export function PriceForm({
  tenant,
  model,
  onDone,
}: {
  tenant: string;
  model: ModelView;
  onDone: () => void;
}) {
  const t = useTranslations("prices");
  const { plain } = useNumbers();
  const { save, pending } = useSave();
  const [resetting, setResetting] = useState(false);
  const shown = (side: keyof Price) => (model.price ? plain(model.price[side]) : "");
  const form = useForm<Typed>({ defaultValues: { input: shown("input"), output: shown("output") } });

  async function send(price: Price | null): Promise<Result<unknown>> {
    const answer = await save({
      request: () => setPrice(tenant, { model: model.name, price }),
      done: ({ live }) => ({ message: t(price ? "saved" : "isReset"), live }),
      quiet: true,
    });
    if (answer.ok) onDone();
    return answer;
  }

  async function reset(): Promise<void> {
    setResetting(true);
    const answer = await send(null);
    setResetting(false);
    if (!answer.ok) showFailure(form, answer);
  }

  return (
    <Form
      form={form}
      draft={{ name: `price:${model.name}`, fields: sides }}
      // The rules of the fields have passed: both are prices.
      onSubmit={({ input, output }) =>
        send({ input: dollarsTyped(input) ?? 0, output: dollarsTyped(output) ?? 0 })
      }
      footer={
        <DialogFooter>
          {model.corrected ? (
            <Button variant="ghost" pending={resetting} disabled={pending} onClick={() => void reset()}>
              {t("reset")}
            </Button>
          ) : null}
          <SubmitButton disabled={pending}>{t("save")}</SubmitButton>
        </DialogFooter>
      }
    >
      <div className="grid grid-cols-2 items-start gap-4">
        {sides.map((side) => (
          <Field key={side} name={side} label={t(side)}>
            <Input
              {...form.register(side, { validate: (typed) => dollarsTyped(typed) !== null || t("wrong") })}
              inputMode="decimal"
              autoComplete="off"
              autoFocus={side === "input"}
              className="tabular-nums"
            />
          </Field>
        ))}
      </div>
      <ListPrice model={model} />
    </Form>
  );
}
