"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { AnswerTrace } from "#lib/answers/trace.ts";
import { RelativeTime, useNow, useTimeWords } from "../../../components/time.tsx";

/** Question and answer as in a chat: the person's on the right, the bot's, given as `children`, on the left. */
export function Exchange(props: { tenant: string; trace: AnswerTrace; children: ReactNode }) {
  const { tenant, trace, children } = props;
  const t = useTranslations("answers");
  const words = useTimeWords();
  const now = useNow(20_000);
  const { bot, exchange, cut, state, againAt } = trace;
  return (
    <section className="grid gap-3">
      <h1 className="sr-only">{t("question")}</h1>
      <div className="ml-auto max-w-[min(85%,40rem)]">
        <div className="ml-auto w-fit whitespace-pre-wrap break-words rounded-lg rounded-br-sm bg-primary-soft px-4 py-2.5 text-14">
          {exchange?.question || (
            <em className="text-muted-foreground">{t(exchange ? "noText" : "hidden")}</em>
          )}
        </div>
        <p className="mt-1 text-right text-12 text-muted-foreground">
          {exchange?.asker ? (
            <Link
              href={`/${tenant}/answers?person=${trace.conversationId}`}
              className="inline-flex underline decoration-border underline-offset-4 hover:decoration-current"
            >
              {t("from", { name: exchange.asker, bot: bot.username })}
            </Link>
          ) : (
            `@${bot.username}`
          )}{" "}
          · <RelativeTime date={trace.receivedAt} />
        </p>
      </div>
      <div className="max-w-[min(85%,40rem)]">
        <div className="w-fit whitespace-pre-wrap break-words rounded-lg rounded-bl-sm bg-muted px-4 py-2.5 text-14">
          {children ?? (
            <em className="text-muted-foreground">
              {t(exchange || state !== "answered" ? `noAnswer.${state}` : "hidden")}
            </em>
          )}
        </div>
        {cut ? <p className="mt-1 text-12 text-waiting">{t("cut")}</p> : null}
        {againAt ? (
          <p className="mt-1 text-12 text-waiting">{t("retryAt", { when: words.relative(againAt, now) })}</p>
        ) : null}
      </div>
    </section>
  );
}
