"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { AttemptView } from "#lib/answers/trace.ts";
import { useClassWords, useSaid } from "../../../components/class-words.ts";
import { useNumbers } from "../../../components/numbers.ts";
import { useTimeWords } from "../../../components/time.tsx";
import { useDuration } from "../duration.ts";

const link = "underline underline-offset-4 decoration-border hover:decoration-current";

/** Details of one attempt: what Google said, what was parked because of it, tokens; links for those who see the chain. */
export function AttemptDetails({ tenant, attempt }: { tenant: string; attempt: AttemptView }) {
  const t = useTranslations("answers.attempt");
  const scope = useTranslations("answers.scope");
  const panel = useTranslations("keys.panel");
  const words = useClassWords();
  const saidOf = useSaid();
  const numbers = useNumbers();
  const times = useTimeWords();
  const duration = useDuration();
  const { key, model, parks, class: kind } = attempt;
  const until = parks?.until ? t("until", { time: times.exact(parks.until) }) : t("untilEdited");
  const parked = parks ? `${scope(parks.scope, { model })}, ${until}` : t("parkedNothing");
  const tokens = (input: number) => `${numbers.count(input)} · ${numbers.count(attempt.outputTokens ?? 0)}`;
  const failed = kind === "ok" || kind === "cancelled" ? null : kind;
  const said = attempt.reason ? saidOf(attempt.reason) : null;
  const facts: [string, ReactNode][] = [
    [panel("doing"), failed && words.doing(failed, attempt.reason)],
    [panel("remedy"), failed && words.remedy(failed, attempt.reason)],
    [t("status"), attempt.httpStatus ?? t("noStatus")],
    [said?.title ?? t("said"), said?.text ?? null],
    [t("parked"), kind === "ok" ? null : parked],
    [t("firstToken"), attempt.firstTokenMs === null ? null : duration(attempt.firstTokenMs)],
    [t("duration"), duration(attempt.ms)],
    [t("tokens"), attempt.inputTokens === null ? null : tokens(attempt.inputTokens)],
    [t("cost"), attempt.cost === null ? null : numbers.dollars(attempt.cost)],
    [
      t("key"),
      key === null ? null : key.last4 === "" ? (
        key.label
      ) : key.deleted ? (
        <>
          {key.label} …{key.last4} <span className="text-muted-foreground">({t("keyDeleted")})</span>
        </>
      ) : (
        <Link key="key" className={link} href={`/${tenant}/keys#key=${key.id}`}>
          {key.label} …{key.last4}
        </Link>
      ),
    ],
    [
      t("model"),
      key === null ? (
        <span key="model" className="font-mono">
          {model}
        </span>
      ) : (
        <Link key="model" className={`font-mono ${link}`} href={`/${tenant}/models`}>
          {model}
        </Link>
      ),
    ],
    [
      t("version"),
      attempt.modelVersion && (
        <span key="version" className="font-mono">
          {attempt.modelVersion}
        </span>
      ),
    ],
  ];
  return (
    <div className="grid gap-3 pb-4 pl-5.5 text-13">
      {failed && key?.last4 ? (
        <p className="max-w-prose text-14">
          {words.headline(failed, {
            label: key.label,
            last4: key.last4,
            model,
            reason: attempt.reason,
          })}
        </p>
      ) : null}
      <dl className="grid grid-cols-[minmax(7rem,auto)_minmax(0,1fr)] gap-x-6 gap-y-1">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name} className="contents">
              <dt className="text-muted-foreground">{name}</dt>
              <dd className="break-words">{value}</dd>
            </div>
          ),
        )}
      </dl>
    </div>
  );
}
