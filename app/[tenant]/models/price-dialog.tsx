"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { ModelView } from "#lib/models/list.ts";
import { listPriceOf, PRICE_AT_MOST, type Price, priceSource } from "#lib/prices/list-prices.ts";
import { Button } from "../../components/button.tsx";
import { Dialog, DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { useNumbers } from "../../components/numbers.ts";
import { RelativeTime, useTimeWords } from "../../components/time.tsx";
import { useAttempt } from "../../components/use-attempt.ts";
import { useSaved } from "../../shell/saved.ts";
import { setPrice } from "./actions.ts";

interface Props {
  tenant: string;
  /** Null: closed. */
  model: ModelView | null;
  onClose: () => void;
}

/** Says what a model costs, where the list is out of date or a contract says otherwise. */
export function PriceDialog({ tenant, model, onClose }: Props) {
  const t = useTranslations("prices");
  return (
    <Dialog
      open={model !== null}
      onOpenChange={(open) => !open && onClose()}
      title={t("title", { model: model?.displayName ?? "" })}
      intro={t("intro")}
    >
      {model ? <PriceForm key={model.name} tenant={tenant} model={model} onClose={onClose} /> : null}
    </Dialog>
  );
}

/** As typed here: with a comma or a point. NaN where it is no number. */
const numberOf = (typed: string) => (typed.trim() ? Number(typed.trim().replace(",", ".")) : Number.NaN);

function PriceForm({ tenant, model, onClose }: Props & { model: ModelView }) {
  const t = useTranslations("prices");
  const attempt = useAttempt();
  const saved = useSaved();
  const { plain } = useNumbers();
  const [typed, setTyped] = useState({
    input: model.price ? plain(model.price.input) : "",
    output: model.price ? plain(model.price.output) : "",
  });
  const [wrong, setWrong] = useState<string | null>(null);
  const [sending, setSending] = useState<"save" | "reset" | null>(null);

  async function send(price: Price | null): Promise<void> {
    setSending(price ? "save" : "reset");
    const answer = await attempt(() => setPrice(tenant, { model: model.name, price }));
    setSending(null);
    if (!answer.ok) return void toast.error(answer.error);
    saved(t(price ? "saved" : "isReset"), answer.value.live);
    onClose();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    const price = { input: numberOf(typed.input), output: numberOf(typed.output) };
    const bad = (["input", "output"] as const).find(
      (each) => !(price[each] >= 0 && price[each] <= PRICE_AT_MOST),
    );
    if (bad) setWrong(bad);
    else void send(price);
  }

  const field = (name: "input" | "output") => (
    <Field label={t(name)} error={wrong === name ? t("wrong") : undefined}>
      <Input
        name={name}
        inputMode="decimal"
        autoComplete="off"
        autoFocus={name === "input"}
        required
        value={typed[name]}
        onChange={(event) => {
          setTyped({ ...typed, [name]: event.target.value });
          setWrong(null);
        }}
        className="tabular-nums"
      />
    </Field>
  );
  return (
    <form onSubmit={submit}>
      <div className="grid grid-cols-2 items-start gap-4">
        {field("input")}
        {field("output")}
      </div>
      <ListPrice model={model} />
      <DialogFooter>
        {model.corrected ? (
          <Button
            variant="ghost"
            pending={sending === "reset"}
            disabled={sending !== null}
            onClick={() => void send(null)}
          >
            {t("reset")}
          </Button>
        ) : null}
        <Button type="submit" pending={sending === "save"} disabled={sending !== null}>
          {t("save")}
        </Button>
      </DialogFooter>
    </form>
  );
}

/** What the list says, as of when and where; and whose correction holds now. */
function ListPrice({ model }: { model: ModelView }) {
  const t = useTranslations("prices");
  const { dollars } = useNumbers();
  const { day } = useTimeWords();
  const list = listPriceOf(model.name);
  const { corrected } = model;
  return (
    <div className="grid gap-1 text-13 text-muted-foreground">
      <p>
        {list
          ? t.rich("list", {
              date: day(priceSource.asOf),
              input: dollars(list.input),
              output: dollars(list.output),
              link: (words) => (
                <a
                  className="underline underline-offset-4"
                  href={priceSource.url}
                  target="_blank"
                  rel="noreferrer"
                >
                  {words}
                </a>
              ),
            })
          : t("noList")}
      </p>
      {corrected ? (
        <p>
          {corrected.by ? t("correctedBy", { who: corrected.by }) : t("corrected")}{" "}
          <RelativeTime date={corrected.at} />.
        </p>
      ) : null}
    </div>
  );
}
