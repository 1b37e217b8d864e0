"use client";
import { CircleDollarSign, Clock, Ellipsis, Trash2, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Rest } from "#lib/chain-state/resting.ts";
import type { ModelView } from "#lib/models/list.ts";
import { Button } from "../../components/button.tsx";
import { useClassWords } from "../../components/class-words.ts";
import { Hint } from "../../components/hint.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../components/menu.tsx";
import { MoveItems } from "../../components/move-items.tsx";
import { useNumbers } from "../../components/numbers.ts";
import { Switch } from "../../components/switch.tsx";
import { Countdown, useNow, useTimeWords } from "../../components/time.tsx";
import { PriceCell } from "./price-cell.tsx";

interface RowActions {
  enable(on: boolean): void;
  /** Index in the list. */
  moveTo(index: number): void;
  editPrice(): void;
  remove(): void;
  /** Puts the successor in the place of a retired model. */
  replace(successor: string): void;
}

interface Props {
  model: ModelView;
  index: number;
  total: number;
  /** Place in the chain, from 1; null where it is off. */
  place: number | null;
  /** Answers of the last 24 hours: by this model, and by all. */
  answers: number;
  allAnswers: number;
  keys: number;
  rest: Rest | null;
  /** While it is lifted: what dropping it here would change. */
  effect?: ReactNode;
  nameOf: (model: string) => string;
  actions: RowActions | null;
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

/** One model of the order. On a phone price, context and share give way. */
export function ModelRow(props: Props) {
  const { model, index, total, place, answers, allAnswers, keys, rest, effect, nameOf, actions } = props;
  const t = useTranslations("models");
  const enabled = place !== null;
  const named = model.displayName !== model.name;
  return (
    <div className={`${columns} py-2.5 pr-2`}>
      <span className="text-center text-13 text-muted-foreground tabular-nums">{place ?? "–"}</span>
      <div className={enabled ? "min-w-0" : "min-w-0 opacity-60"}>
        <div className="flex flex-wrap items-center gap-x-2">
          <span className={`truncate font-medium ${named ? "" : "font-mono text-13"}`}>
            {model.displayName}
          </span>
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
          <div className="flex min-w-0 gap-x-2 whitespace-nowrap text-12 text-muted-foreground">
            {named ? <span className="font-mono max-md:truncate">{model.name}</span> : null}
            <span className={`truncate ${named ? "hidden lg:inline" : ""}`}>
              {t(`purpose.${model.purpose}`)}
            </span>
          </div>
        )}
      </div>
      <PriceCell model={model} onEdit={actions?.editPrice ?? null} />
      <ContextCell tokens={model.inputLimit} />
      <ShareCell answers={answers} all={allAnswers} />
      <Switch
        checked={enabled}
        disabled={!actions}
        onCheckedChange={(on) => actions?.enable(on)}
        aria-label={t("enable", { model: model.displayName })}
      />
      {actions ? <RowMenu model={model} index={index} total={total} actions={actions} /> : <span />}
    </div>
  );
}

/** Some keys rest for it: the others still answer. All of them: the next model does, until it is back. */
function Resting({ rest }: { rest: Rest }) {
  const t = useTranslations("models");
  const words = useClassWords();
  const all = rest.resting === rest.keys;
  return (
    <Hint text={words.name(rest.class)}>
      <span
        className={`relative z-1 inline-flex items-center gap-1 text-12 md:whitespace-nowrap ${all ? "text-waiting" : "text-muted-foreground"}`}
      >
        <Clock aria-hidden className="size-3.5" />
        {all && rest.until
          ? t.rich("restsAll", { time: () => <Countdown until={rest.until!} /> })
          : t(all ? "restsOpen" : "restsSome", { count: rest.resting, total: rest.keys })}
      </span>
    </Hint>
  );
}

/** No key can be asked for it: it costs no call, and one click puts its successor in its place. */
function Retired(props: {
  model: ModelView;
  nameOf: (model: string) => string;
  onReplace: ((successor: string) => void) | null;
}) {
  const { model, nameOf, onReplace } = props;
  const t = useTranslations("models");
  const { successor } = model;
  const by = successor ? nameOf(successor) : null;
  return (
    <>
      <Hint text={by ? t("retiredHintBy", { model: by }) : t("retiredHint")}>
        <span className="relative z-1 inline-flex items-center gap-1 text-12 text-waiting">
          <TriangleAlert aria-hidden className="size-3.5" />
          {t("retired")}
        </span>
      </Hint>
      {successor && by && onReplace ? (
        <Button
          variant="link"
          size="sm"
          className="relative z-1 h-auto p-0 text-12"
          onClick={() => onReplace(successor)}
        >
          {t("replace", { model: by })}
        </Button>
      ) : null}
    </>
  );
}

function Availability({ model, keys }: { model: ModelView; keys: number }) {
  const t = useTranslations("models");
  const words = useTimeWords();
  const now = useNow(60_000);
  if (model.keys === null || model.keys === keys) return null;
  if (model.keys === 0) {
    return (
      <Hint
        text={
          model.missingAt
            ? t("missingHint", { when: words.relative(model.missingAt, now) })
            : t("someKeysHint", { count: 0, total: keys })
        }
      >
        <span className="inline-flex items-center gap-1 text-12 text-waiting">
          <TriangleAlert aria-hidden className="size-3.5" />
          {t("missing")}
        </span>
      </Hint>
    );
  }
  return (
    <Hint text={t("someKeysHint", { count: model.keys, total: keys })}>
      <span className="text-12 text-muted-foreground">
        {t("someKeys", { count: model.keys, total: keys })}
      </span>
    </Hint>
  );
}

function ContextCell({ tokens }: { tokens: number | null }) {
  const t = useTranslations("models");
  const { count } = useNumbers();
  // Google counts in powers of two: 1,048,576 is "1M".
  const short = (n: number) =>
    n >= 1_000_000 ? `${Math.round(n / 1_048_576)}M` : `${Math.round(n / 1_024)}K`;
  return (
    <div className="hidden text-right text-13 tabular-nums md:block">
      {tokens ? (
        <Hint text={`${t("contextHint")}: ${t("context", { tokens: count(tokens) })}`}>
          <span>{short(tokens)}</span>
        </Hint>
      ) : (
        <span className="text-muted-foreground">—</span>
      )}
    </div>
  );
}

function ShareCell({ answers, all }: { answers: number; all: number }) {
  const t = useTranslations("models");
  const { percent } = useNumbers();
  const share = all ? answers / all : 0;
  return (
    <Hint text={t("share", { count: answers })}>
      <div className="hidden items-center gap-2 md:flex">
        <div className="h-1.5 flex-1 overflow-hidden rounded-full bg-muted">
          <div className="h-full rounded-full bg-primary" style={{ width: `${share * 100}%` }} />
        </div>
        <span className="w-10 text-right text-12 text-muted-foreground tabular-nums">{percent(share)}</span>
      </div>
    </Hint>
  );
}

function RowMenu({
  model,
  index,
  total,
  actions,
}: Pick<Props, "model" | "index" | "total"> & { actions: RowActions }) {
  const t = useTranslations("models");
  const prices = useTranslations("prices");
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label={t("menu", { model: model.displayName })}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MoveItems index={index} total={total} label={(name) => t(`move.${name}`)} onMove={actions.moveTo} />
      <MenuSeparator />
      <MenuItem onSelect={() => actions.editPrice()}>
        <CircleDollarSign aria-hidden />
        {prices("menu")}
      </MenuItem>
      <MenuItem onSelect={() => actions.remove()} destructive>
        <Trash2 aria-hidden />
        {t("remove")}
      </MenuItem>
    </Menu>
  );
}
