"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Rest } from "#lib/chain-state/resting.ts";
import type { ModelView } from "#lib/models/list.ts";
import { Switch } from "../../components/switch.tsx";
import { Availability, ContextCell, Resting, Retired, ShareCell } from "./model-cells.tsx";
import { ModelMenu, type RowActions } from "./model-menu.tsx";
import { PriceCell } from "./price-cell.tsx";

interface Props {
  model: ModelView;
  index: number;
  total: number;
  /** Place in the chain, from 1; null where it is off. */
  place: number | null;
  /** Answers of today: by this model, and by all. */
  answers: number;
  allAnswers: number;
  keys: number;
  rest: Rest | null;
  /** While it is dragged: what dropping it here would change. */
  effect?: ReactNode;
  nameOf: (model: string) => string;
  /** null for those who may only look. */
  actions: RowActions | null;
  /** Opens the editor of its price; null for those who may not correct it. */
  onPrice: (() => void) | null;
  /** Opens what is known of it; missing while it is dragged. */
  onOpen?: () => void;
}

const columns =
  "grid grid-cols-[1.75rem_minmax(0,1fr)_auto_auto] items-center gap-x-3 md:grid-cols-[1.75rem_minmax(0,1fr)_8.5rem_4rem_8.5rem_2.5rem_2rem] md:gap-x-4";

/** Names of the columns, over the list. */
export function ModelHead({ editable }: { editable: boolean }) {
  const t = useTranslations("models.head");
  return (
    <div
      className={`hidden border-b pb-2 text-12 text-muted-foreground md:grid ${columns} pr-2 ${editable ? "pl-9" : ""}`}
    >
      <span />
      <span>{t("model")}</span>
      <span className="text-right">{t("price")}</span>
      <span className="text-right">{t("context")}</span>
      <span>{t("share")}</span>
      <span>{t("on")}</span>
      <span />
    </div>
  );
}

/** One model of the order. On a phone price and share stand below its name. */
export function ModelRow(props: Props) {
  const { model, index, total, place, answers, allAnswers, keys, rest, effect, nameOf, actions } = props;
  const { onPrice, onOpen } = props;
  const t = useTranslations("models");
  const enabled = place !== null;
  const named = model.displayName !== model.name;
  // Of a model that Google lists for no key nothing is known.
  const purpose = model.purpose === "other" && model.keys === 0 ? null : t(`purpose.${model.purpose}`);
  return (
    <div className={`${columns} relative py-2.5 pr-2`}>
      <span className="text-center text-13 text-muted-foreground tabular-nums">{place ?? "–"}</span>
      <div className={enabled ? "min-w-0" : "min-w-0 opacity-60"}>
        <div className="flex flex-wrap items-center gap-x-2">
          <button
            type="button"
            onClick={onOpen}
            className={`min-w-0 truncate text-left font-medium after:absolute after:inset-0 ${named ? "" : "font-mono text-13"}`}
          >
            {model.displayName}
          </button>
          {effect ? null : model.retired ? (
            <Retired model={model} nameOf={nameOf} onReplace={actions?.replace ?? null} />
          ) : enabled && rest ? (
            <Resting rest={rest} />
          ) : (
            <Availability model={model} keys={keys} />
          )}
        </div>
        {effect ? (
          <div className="font-medium text-12 text-primary dark:text-foreground">{effect}</div>
        ) : (
          <div className="min-w-0 gap-x-2 text-12 text-muted-foreground md:flex md:whitespace-nowrap">
            {named ? <span className="block truncate font-mono md:shrink-0">{model.name}</span> : null}
            <span className={`max-md:hidden truncate ${named ? "md:hidden lg:inline" : ""}`}>{purpose}</span>
          </div>
        )}
      </div>
      <PriceCell model={model} onEdit={onPrice} className="hidden text-right md:block" />
      <ContextCell tokens={model.inputLimit} />
      <ShareCell answers={answers} all={allAnswers} className="hidden md:flex" />
      <Switch
        className="relative z-1"
        checked={enabled}
        disabled={!actions}
        onCheckedChange={(on) => actions?.enable(on)}
        aria-label={t("enable", { model: model.displayName })}
      />
      {actions ? (
        <div className="relative z-1">
          <ModelMenu model={model} index={index} total={total} actions={actions} onPrice={onPrice} />
        </div>
      ) : (
        <span />
      )}
      <div
        className={`col-span-3 col-start-2 mt-0.5 flex flex-wrap items-center gap-x-4 gap-y-0.5 pointer-coarse:gap-y-2 md:hidden ${enabled ? "" : "opacity-60"}`}
      >
        {purpose ? <span className="w-full text-12 text-muted-foreground">{purpose}</span> : null}
        <span className="flex items-baseline gap-x-1.5">
          <span className="text-12 text-muted-foreground">{t("phone.price")}</span>
          <PriceCell model={model} onEdit={onPrice} />
        </span>
        <span className="flex flex-1 items-center gap-x-1.5">
          <span className="whitespace-nowrap text-12 text-muted-foreground">{t("phone.share")}</span>
          <ShareCell answers={answers} all={allAnswers} className="flex min-w-0 flex-1" />
        </span>
      </div>
    </div>
  );
}
