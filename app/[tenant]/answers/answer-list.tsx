"use client";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { AnswerRow } from "#lib/answers/list.ts";
import { labelIn } from "#lib/keys/default-label.ts";
import { dollarPlacesOf, useNumbers } from "../../components/numbers.ts";
import { RelativeTime } from "../../components/time.tsx";
import { AnswerState } from "./answer-state.tsx";
import { useDuration } from "./duration.ts";
import { Thumbs } from "./thumbs.tsx";
import { isDear, SLOW_MS } from "./unusual.ts";

const columns =
  "md:grid-cols-[minmax(0,3fr)_10.5rem_minmax(0,1.5fr)_4.5rem_3.5rem_4.5rem_7rem] md:items-center md:gap-x-4";

/** Each answer a row that opens its trace. On a phone a row is a small card of three lines. */
export function AnswerList({ tenant, answers }: { tenant: string; answers: AnswerRow[] }) {
  const t = useTranslations("answers");
  const places = dollarPlacesOf(answers.map(({ cost }) => cost));
  return (
    <div>
      <div className={`hidden border-b pb-2 text-12 text-muted-foreground md:grid ${columns}`}>
        <span>{t("head.question")}</span>
        <span />
        <span>{t("head.by")}</span>
        <span className="text-right">{t("head.attempts")}</span>
        <span className="text-right">{t("head.time")}</span>
        <span className="text-right">{t("head.cost")}</span>
        <span className="text-right">{t("head.when")}</span>
      </div>
      <ul className="divide-y">
        {answers.map((answer) => (
          <li key={answer.id}>
            <Link
              href={`/${tenant}/answers/${answer.id}`}
              prefetch={false}
              className={`grid gap-y-1 row-hover py-2.5 ${columns}`}
            >
              <Row answer={answer} places={places} dear={isDear(answer.cost, answers)} />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What is unusual stands out, the rest is quiet. @param props.places decimals of the costs */
function Row({ answer, places, dear }: { answer: AnswerRow; places: number; dear: boolean }) {
  const t = useTranslations("answers");
  const duration = useDuration();
  const { dollars } = useNumbers();
  const locale = useLocale();
  const { attempts, firstTextMs, totalMs, cost } = answer;
  const slow = (firstTextMs ?? totalMs ?? 0) > SLOW_MS;
  const time = totalMs === null ? "" : duration(totalMs);
  return (
    <>
      <span className="min-w-0">
        <span className="block truncate text-14">
          {answer.question || (
            <em className="text-muted-foreground">{t(answer.question === null ? "hidden" : "noText")}</em>
          )}
        </span>
        <span className="block truncate text-12 text-muted-foreground">
          {[answer.asker?.name, answer.bot.name].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span className="flex items-center justify-between gap-2 text-13">
        <span className="inline-flex items-center gap-2">
          <AnswerState state={answer.state} />
          <Thumbs liked={answer.liked} disliked={answer.disliked} />
        </span>
        <span className="text-12 text-muted-foreground md:hidden">
          <RelativeTime date={answer.receivedAt} />
        </span>
      </span>
      <span className="min-w-0 text-13">
        {answer.model ? (
          <>
            <span className="block truncate font-mono text-12">{answer.model}</span>
            <span className="block truncate text-12 text-muted-foreground">
              {answer.keyName && labelIn(locale, answer.keyName)}
            </span>
          </>
        ) : (
          <span className="hidden text-muted-foreground md:inline">—</span>
        )}
      </span>
      <span
        className={`hidden text-right text-13 tabular-nums md:block ${attempts > 1 ? "text-waiting" : ""}`}
      >
        {attempts || <span className="text-muted-foreground">—</span>}
      </span>
      <span className={`hidden text-right text-13 tabular-nums md:block ${slow ? "text-waiting" : ""}`}>
        {time}
      </span>
      <span className={`hidden text-right text-13 tabular-nums md:block ${dear ? "text-waiting" : ""}`}>
        {cost === null ? <span className="text-muted-foreground">—</span> : dollars(cost, places)}
      </span>
      <span className="hidden text-right text-13 text-muted-foreground md:block">
        <RelativeTime date={answer.receivedAt} />
      </span>
    </>
  );
}
