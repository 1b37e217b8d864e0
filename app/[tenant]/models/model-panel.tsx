"use client";
// One model in full: what it costs and does, and which keys answer with it, rest, or cannot, and why.
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { KeyForModel, ModelKey } from "#lib/chain-state/model-keys.ts";
import type { Rest } from "#lib/chain-state/resting.ts";
import { labelIn } from "#lib/keys/default-label.ts";
import type { ModelView } from "#lib/models/list.ts";
import { useClassWords } from "../../components/class-words.ts";
import { NotLoaded } from "../../components/not-loaded.tsx";
import { useNumbers } from "../../components/numbers.ts";
import { Sheet } from "../../components/sheet.tsx";
import { State, type StateKind } from "../../components/state.tsx";
import { Countdown } from "../../components/time.tsx";
import { useQuestion } from "../../saving/use-question.ts";
import { keysOfModel } from "./actions.ts";
import { PriceCell } from "./price-cell.tsx";

interface Props {
  tenant: string;
  model: ModelView;
  rest: Rest | null;
  /** Of today. */
  answers: number;
  nameOf: (model: string) => string;
  /** null for those who may not correct it. */
  onPrice: (() => void) | null;
  onClose: () => void;
}

export function ModelPanel({ tenant, model, rest, answers, nameOf, onPrice, onClose }: Props) {
  const t = useTranslations("models");
  const { count } = useNumbers();
  const facts: [string, ReactNode][] = [
    [
      t("panel.name"),
      <span key="name" className="break-all font-mono">
        {model.name}
      </span>,
    ],
    [t("head.price"), <PriceCell key="price" model={model} onEdit={onPrice} />],
    [t("head.context"), model.inputLimit ? t("context", { tokens: count(model.inputLimit) }) : "—"],
    [
      t("head.share"),
      <Link
        key="answers"
        className="underline underline-offset-4"
        href={`/${tenant}/answers?model=${encodeURIComponent(model.name)}`}
      >
        {t("panel.answers", { count: answers })}
      </Link>,
    ],
  ];
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={model.displayName}>
      <div className="grid gap-6">
        {model.purpose === "other" && model.keys === 0 ? null : (
          <p className="text-14">{t(`purpose.${model.purpose}`)}</p>
        )}
        {model.retired ? (
          <p className="text-14 text-waiting">
            {model.successor ? t("retiredHintBy", { model: nameOf(model.successor) }) : t("retiredHint")}
          </p>
        ) : null}
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-13">
          {facts.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted-foreground">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Keys key={model.name} tenant={tenant} model={model.name} rest={rest} />
      </div>
    </Sheet>
  );
}

/** Asked for when it is opened, and again when the page finds another state. */
function Keys({ tenant, model, rest }: { tenant: string; model: string; rest: Rest | null }) {
  const t = useTranslations("models.panel");
  const state = rest ? `${rest.resting} ${rest.class} ${rest.until?.getTime()}` : "";
  const { answer: keys, again } = useQuestion(() => keysOfModel(tenant, { model }), state);
  return (
    <section aria-busy={keys === "loading"}>
      <h3 className="mb-2 font-medium text-13">{t("keys")}</h3>
      {keys === "loading" ? (
        <p className="text-13 text-muted-foreground">{t("loading")}</p>
      ) : keys === "away" ? (
        <NotLoaded again={again} />
      ) : keys.length === 0 ? (
        <p className="text-13 text-muted-foreground">{t("none")}</p>
      ) : (
        <ul className="divide-y border-y">
          {keys.map((key) => (
            <KeyLine key={key.id} tenant={tenant} of={key} />
          ))}
        </ul>
      )}
    </section>
  );
}

const looks: Record<KeyForModel["kind"], StateKind> = {
  ready: "works",
  resting: "waiting",
  broken: "broken",
  lacking: "off",
  off: "off",
};

function KeyLine({ tenant, of: { id, label, last4, state } }: { tenant: string; of: ModelKey }) {
  const t = useTranslations("models");
  const words = useClassWords();
  const locale = useLocale();
  // A model that Google does not offer to the key is not resting there, even while we ask again from time to time.
  const kind = state.kind === "resting" && state.class === "model_missing" ? "lacking" : state.kind;
  return (
    <li className="py-2 text-13">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-0.5">
        <Link
          href={`/${tenant}/keys#key=${id}`}
          className="min-w-0 truncate underline-offset-4 hover:underline"
        >
          {labelIn(locale, label)} <span className="font-mono text-12 text-muted-foreground">…{last4}</span>
        </Link>
        <State kind={looks[kind]}>{t(`panel.state.${kind}`)}</State>
      </div>
      {(kind === "resting" || kind === "broken") && "class" in state ? (
        <p className="text-12 text-muted-foreground">
          {words.name(state.class)}
          {state.kind === "resting" ? (
            <>
              {" · "}
              {state.until ? (
                <span className="whitespace-nowrap">
                  {t.rich("panel.back", {
                    time: () => (state.until ? <Countdown until={state.until} /> : null),
                  })}
                </span>
              ) : (
                t("panel.untilEdited")
              )}
            </>
          ) : null}
        </p>
      ) : null}
    </li>
  );
}
