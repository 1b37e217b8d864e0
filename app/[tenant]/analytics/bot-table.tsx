"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Analytics } from "#lib/analytics/analytics.ts";
import { answersOf } from "#lib/analytics/definitions.ts";
import { dollarPlacesOf } from "../../components/numbers.ts";
import { Cell, Head, HeadCell, Row, RowLink, Table } from "../../components/table.tsx";
import { useMetricWords } from "./figures.ts";

type BotFigures = Analytics["bots"][number] & { name: string };

interface Props {
  tenant: string;
  bots: BotFigures[];
  /** Under the table. */
  children?: ReactNode;
}

/** Bots by cost, highest first. On a phone: name and cost, the rest below the name. */
export function BotTable({ tenant, bots, children }: Props) {
  const t = useTranslations("analytics");
  const words = useMetricWords();
  const places = dollarPlacesOf(bots.map(({ cost }) => cost));
  const figure = "text-right text-13 tabular-nums";
  return (
    <section>
      <h2 className="mb-3 text-16">{t("byBot")}</h2>
      <Table>
        <Head>
          <HeadCell>{t("head.bot")}</HeadCell>
          <HeadCell className="w-28 text-right">{t("head.answers")}</HeadCell>
          <HeadCell className="w-32 text-right">{t("outcome.apologised")}</HeadCell>
          <HeadCell className="w-36 text-right">{t("head.attempts")}</HeadCell>
          <HeadCell className="w-36 text-right">{t("head.speed")}</HeadCell>
          <HeadCell className="w-28 text-right">{t("head.cost")}</HeadCell>
        </Head>
        <tbody>
          {bots.map((bot) => (
            <Row key={bot.botId}>
              <Cell className="max-w-0 max-md:w-full">
                <RowLink href={`/${tenant}/answers?bot=${bot.botId}`} className="block truncate">
                  {bot.name}
                </RowLink>
                <span className="block truncate text-12 text-muted-foreground md:hidden">
                  {t("answers", { count: answersOf(bot) })} · {words("speed", bot.firstTextMs)}
                </span>
              </Cell>
              <Cell className={`${figure} max-md:hidden`}>{words("answers", answersOf(bot))}</Cell>
              <Cell
                className={`${figure} max-md:hidden ${bot.apologised ? "text-broken" : "text-muted-foreground"}`}
              >
                {words("answers", bot.apologised)}
              </Cell>
              <Cell className={`${figure} max-md:hidden`}>{words("attempts", bot.attempts)}</Cell>
              <Cell className={`${figure} max-md:hidden`}>{words("speed", bot.firstTextMs)}</Cell>
              <Cell className={figure}>{words("cost", bot.cost, places)}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      {children}
    </section>
  );
}
