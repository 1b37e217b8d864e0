"use client";
// The result for each pasted key.
import { CheckCircle2, CircleAlert, CircleX, LoaderCircle, type LucideIcon } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { saidOf } from "#lib/gemini/said.ts";
import type { AddResult } from "#lib/keys/add.ts";
import { labelIn } from "#lib/keys/default-label.ts";
import { Button } from "../../components/button.tsx";
import { useClassWords, useSaid } from "../../components/class-words.ts";
import { DialogFooter } from "../../components/dialog.tsx";
import { useNextStep } from "./next-step.ts";

export interface PasteRow {
  last4: string;
  /** null while it is being tested. */
  result: AddResult | null;
}

/** `refused`: how many besides those added, where any was added. */
function countsOf(rows: readonly PasteRow[]): { added: number; refused: number } {
  const added = rows.filter(({ result }) => result?.kind === "added").length;
  return { added, refused: added ? rows.length - added : 0 };
}

export function PasteResults(props: { rows: readonly PasteRow[]; onAgain: () => void; onDone: () => void }) {
  const { rows, onAgain, onDone } = props;
  const t = useTranslations("keys.paste");
  const done = rows.every(({ result }) => result !== null);
  return (
    <>
      <ul aria-live="polite" className="divide-y">
        {rows.map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of one paste never move
          <ResultRow key={i} row={row} />
        ))}
      </ul>
      <p className="mt-4 min-h-5 text-13 text-muted-foreground">
        {done ? t("summary", countsOf(rows)) : null}
      </p>
      <DialogFooter>
        <Button variant="secondary" disabled={!done} onClick={onAgain}>
          {t("again")}
        </Button>
        <Button onClick={onDone}>{t("done")}</Button>
      </DialogFooter>
    </>
  );
}

function ResultRow({ row: { last4, result } }: { row: PasteRow }) {
  return (
    <li className="flex gap-3 py-2.5 text-13">
      <span className="w-14 shrink-0 font-mono text-muted-foreground">…{last4}</span>
      {result ? <Outcome result={result} /> : <Testing />}
    </li>
  );
}

function Testing() {
  const t = useTranslations("keys.paste");
  return (
    <p className="flex items-center gap-1.5 text-muted-foreground">
      <LoaderCircle aria-hidden className="size-4 animate-spin motion-reduce:animate-none" />
      {t("testing")}
    </p>
  );
}

function Outcome({ result }: { result: AddResult }) {
  const locale = useLocale();
  const t = useTranslations("keys.paste");
  const words = useClassWords();
  const nextStepOf = useNextStep();
  if (result.kind === "failed") return <Line tone="text-broken" Icon={CircleX} said={t("failed")} />;
  if (result.kind === "duplicate") {
    const said = t("duplicate", { label: labelIn(locale, result.label) });
    return <Line tone="text-muted-foreground" Icon={CircleAlert} said={said} />;
  }
  if (result.kind === "refused") {
    const said = t("refused", { reason: words.name(result.class) });
    const next = nextStepOf(result);
    return <Line tone="text-broken" Icon={CircleX} said={said} next={next} google={result.reason} />;
  }
  const { check } = result;
  const label = labelIn(locale, result.label);
  if (check.class === "ok") {
    const said = `${t("added", { models: check.models })} · ${t("addedAs", { label })}`;
    return <Line tone="text-works" Icon={CheckCircle2} said={said} />;
  }
  const said = t("addedBut", { label, reason: words.name(check.class, check.reason) });
  const next = words.remedy(check.class, check.reason);
  return <Line tone="text-waiting" Icon={CircleAlert} said={said} next={next} google={check.reason} />;
}

interface LineProps {
  tone: string;
  Icon: LucideIcon;
  said: ReactNode;
  next?: string;
  /** In Google's own words, or what happened on the way there. */
  google?: string | null;
}

function Line(props: LineProps) {
  const { tone, Icon, said, next, google } = props;
  const t = useTranslations("keys.paste");
  const words = useSaid();
  return (
    <div className="min-w-0">
      <p className={`flex items-center gap-1.5 ${tone}`}>
        <Icon aria-hidden className="size-4 shrink-0" />
        {said}
      </p>
      {next ? <p className="mt-0.5 pl-5.5">{next}</p> : null}
      {google ? (
        <p className="mt-0.5 break-words pl-5.5 text-12 text-muted-foreground">
          {saidOf(google).by === "google" ? t("googleSaid", { reason: google }) : words(google).text}
        </p>
      ) : null}
    </div>
  );
}
