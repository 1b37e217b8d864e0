"use client";
// The cells of a model's row: availability, context size, share of answers.
import { Clock, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Rest } from "#lib/chain-state/resting.ts";
import type { ModelView } from "#lib/models/list.ts";
import { Button } from "../../components/button.tsx";
import { useClassWords } from "../../components/class-words.ts";
import { cn } from "../../components/cn.ts";
import { Hint } from "../../components/hint.tsx";
import { useNumbers } from "../../components/numbers.ts";
import { Countdown, useNow, useTimeWords } from "../../components/time.tsx";

/** If some keys rest for the model, the others answer; if all do, the next model answers meanwhile. */
export function Resting({ rest }: { rest: Rest }) {
  const t = useTranslations("models");
  const words = useClassWords();
  const all = rest.resting === rest.keys;
  // Retired is not resting: time alone does not bring it back.
  const gone = all && rest.class === "model_missing";
  const { until } = rest;
  return (
    <Hint text={words.name(rest.class)}>
      <span
        className={`relative z-1 inline-flex items-center gap-1 text-12 md:whitespace-nowrap ${all ? "text-waiting" : "text-muted-foreground"}`}
      >
        <Clock aria-hidden className="size-3.5 shrink-0" />
        {gone
          ? t("notOffered")
          : all && until
            ? t.rich("restsAll", { time: () => <Countdown until={until} /> })
            : t(all ? "restsOpen" : "restsSome", { count: rest.resting, total: rest.keys })}
      </span>
    </Hint>
  );
}

/** No key may use the model, so it costs no call; one click replaces it with its successor. */
export function Retired(props: {
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

export function Availability({ model, keys }: { model: ModelView; keys: number }) {
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

export function ContextCell({ tokens }: { tokens: number | null }) {
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

export function ShareCell({ answers, all, className }: { answers: number; all: number; className?: string }) {
  const t = useTranslations("models");
  const { percent } = useNumbers();
  const share = all ? answers / all : 0;
  return (
    <Hint text={t("share", { count: answers })}>
      <div className={cn("relative z-1 items-center gap-2", className)}>
        <div className="h-1.5 flex-1 overflow-hidden rounded-full bg-muted">
          <div className="h-full rounded-full bg-primary" style={{ width: `${share * 100}%` }} />
        </div>
        <span className="w-10 text-right text-12 text-muted-foreground tabular-nums">{percent(share)}</span>
      </div>
    </Hint>
  );
}
