"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { MatrixCell, MatrixKey, Spent } from "#lib/health/matrix.ts";
import { Button } from "../../components/button.tsx";
import { useClassWords, useSaid } from "../../components/class-words.ts";
import { useNumbers } from "../../components/numbers.ts";
import { Countdown, useTimeWords } from "../../components/time.tsx";
import { CellBadge } from "./cell-look.tsx";

interface Props {
  tenant: string;
  model: string;
  cellKey: MatrixKey;
  cell: MatrixCell;
}

/** One model with one key in plain words: what was said, what we do, when it comes back, what one can do. */
export function CellPanel({ tenant, model, cellKey, cell }: Props) {
  const t = useTranslations("health.panel");
  const panel = useTranslations("keys.panel");
  const words = useClassWords();
  const saidOf = useSaid();
  const { label, last4, project } = cellKey;
  const said = cell.reason ? saidOf(cell.reason) : null;
  const headline = cell.class
    ? words.headline(cell.class, { label, last4, model, reason: cell.reason })
    : t(cell.state === "waiting" || cell.state === "broken" ? "counted" : cell.state);
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <CellBadge state={cell.state} />
        <span className="text-13 text-muted-foreground">
          {label} <span className="font-mono">…{last4}</span>
          {project ? ` · ${project.label}` : ""}
        </span>
      </div>
      <p className="text-14">{headline}</p>
      {said ? <Fact title={said.title}>{said.text}</Fact> : null}
      {cell.class ? <Fact title={panel("doing")}>{words.doing(cell.class, cell.reason)}</Fact> : null}
      <Back cell={cell} />
      {cell.class ? <Fact title={panel("remedy")}>{words.remedy(cell.class, cell.reason)}</Fact> : null}
      <Limits spent={cell.spent} />
      <div className="flex flex-wrap gap-2">
        <Button asChild size="sm" variant="secondary">
          <Link href={`/${tenant}/keys#key=${cellKey.id}`}>{t("toKey")}</Link>
        </Button>
        <Button asChild size="sm" variant="secondary">
          <Link
            href={`/${tenant}/answers?${new URLSearchParams({ tried: model, key: cellKey.id })}`}
            prefetch={false}
          >
            {t("toAnswers")}
          </Link>
        </Button>
        <Button asChild size="sm" variant="secondary">
          <Link href={`/${tenant}/models`}>{t("toModels")}</Link>
        </Button>
      </div>
    </div>
  );
}

function Back({ cell: { state, until } }: { cell: MatrixCell }) {
  const t = useTranslations("health.panel");
  if (state !== "waiting" && state !== "broken") return null;
  return (
    <Fact title={t("back")}>
      {until
        ? t.rich("backAt", { time: () => <Countdown until={until} /> })
        : t(state === "waiting" ? "nextTry" : "edit")}
    </Fact>
  );
}

function Limits({ spent }: { spent: readonly Spent[] }) {
  const t = useTranslations("health.panel");
  const numbers = useNumbers();
  const words = useTimeWords();
  if (spent.length === 0) return null;
  const day = spent.find(({ window }) => window === "day");
  return (
    <Fact title={t("spent")}>
      <ul className="grid gap-2">
        {spent.map(({ window, metric, used, limit }) => (
          <li key={`${window} ${metric}`}>
            {t(`${window}.${metric}`, { used: numbers.count(used), limit: numbers.count(limit) })}
            <span aria-hidden className="mt-1 block h-1 overflow-hidden rounded-full bg-muted">
              <span
                className={`block h-full ${used >= limit ? "bg-broken" : "bg-primary"}`}
                style={{ width: `${Math.min(1, used / limit) * 100}%` }}
              />
            </span>
          </li>
        ))}
      </ul>
      {day ? (
        <p className="mt-1 text-12 text-muted-foreground">
          {t("resets", { when: words.clock(day.resetsAt) })}
        </p>
      ) : null}
    </Fact>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className="text-12 text-muted-foreground">{title}</h3>
      <div className="break-words text-13">{children}</div>
    </div>
  );
}
