"use client";
import { useTranslations } from "next-intl";
import type { AnswerTrace } from "#lib/answers/trace.ts";
import { Hint } from "../../../components/hint.tsx";
import { useNumbers } from "../../../components/numbers.ts";
import { useDuration } from "../duration.ts";

/** The figures of one answer in a row: how long, how many tokens, how much. */
export function AnswerFacts({ trace }: { trace: AnswerTrace }) {
  const t = useTranslations("answers.facts");
  const numbers = useNumbers();
  const duration = useDuration();
  const { totalMs, firstTextMs, waitedMs, inputTokens, outputTokens, cost } = trace;
  const facts = [
    ["total", totalMs === null ? null : duration(totalMs)],
    ["firstText", firstTextMs === null ? null : duration(firstTextMs)],
    ["waited", waitedMs ? duration(waitedMs) : null],
    [
      "tokens",
      inputTokens === null ? null : `${numbers.count(inputTokens)} · ${numbers.count(outputTokens ?? 0)}`,
    ],
    ["cost", cost === null ? null : numbers.dollars(cost)],
  ] as const;
  return (
    <dl className="mb-6 flex flex-wrap gap-x-10 gap-y-3">
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt className="text-12 text-muted-foreground">{t(name)}</dt>
            <dd className="text-16 tabular-nums">
              {name === "cost" ? (
                <Hint text={t("costHint")}>
                  <span>{value}</span>
                </Hint>
              ) : (
                value
              )}
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}
