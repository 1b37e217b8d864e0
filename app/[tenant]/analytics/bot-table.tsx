"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Analytics } from "#lib/analytics/analytics.ts";
import { answersOf } from "#lib/analytics/definitions.ts";
import { dollarPlacesOf, useNumbers } from "../../components/numbers.ts";
import { Cell, Head, HeadCell, Row, RowLink, Table } from "../../components/table.tsx";
import type { Given } from "../answers/filter.ts";
import { answersLink } from "./answers-link.ts";
import { FigureLink } from "./figure-link.tsx";
import { useMetricWords } from "./figures.ts";

type BotFigures = Analytics["bots"][number] & { name: string };

interface Props {
  tenant: string;
  bots: BotFigures[];
  /** The period. */
  span: Given;
  /** Under the table. */
  children?: ReactNode;
}

/** Bots by cost, highest first. On a phone: name and cost, the rest below the name. */
export function BotTable({ tenant, bots, span, children }: Props) {
  const t = useTranslations("analytics");
  const words = useMetricWords();
  const places = dollarPlacesOf(bots.map(({ cost }) => cost));
  const figure = "text-right text-13 tabular-nums";
  const linked = ({ botId }: BotFigures, state: string, text: string) => (
    <FigureLink tenant={tenant} filter={{ ...span, bot: botId, state }}>
      {text}
    </FigureLink>
  );
  return (
    <section>
      <h2 className="mb-3 text-16">{t("byBot")}</h2>
      <Table>
        <Head>
          <HeadCell>{t("head.bot")}</HeadCell>
          <HeadCell className="w-28 text-right">{t("head.answers")}</HeadCell>
          <HeadCell className="w-32 text-right">{t("outcome.apologised")}</HeadCell>
          <HeadCell className="w-36 text-right">{t("head.rating")}</HeadCell>
          <HeadCell className="w-36 text-right">{t("head.attempts")}</HeadCell>
          <HeadCell className="w-36 text-right">{t("head.speed")}</HeadCell>
          <HeadCell className="w-28 text-right">{t("head.cost")}</HeadCell>
        </Head>
        <tbody>
          {bots.map((bot) => (
            <Row key={bot.botId}>
              <Cell className="max-w-0 max-md:w-full">
                <RowLink
                  href={answersLink(tenant, { ...span, bot: bot.botId, state: "given" })}
                  prefetch={false}
                  className="block truncate"
                >
                  {bot.name}
                </RowLink>
                <span className="block truncate text-12 text-muted-foreground md:hidden">
                  {t("answers", { count: answersOf(bot) })} · {words("speed", bot.firstTextMs)}
                </span>
              </Cell>
              <Cell className={`${figure} max-md:hidden`}>
                {linked(bot, "given", words("answers", answersOf(bot)))}
              </Cell>
              <Cell
                className={`${figure} max-md:hidden ${bot.apologised ? "text-broken" : "text-muted-foreground"}`}
              >
                {linked(bot, "apologised", words("answers", bot.apologised))}
              </Cell>
              <Cell className={`${figure} whitespace-nowrap max-md:hidden`}>
                <RatingLinks tenant={tenant} bot={bot} span={span} />
              </Cell>
              <Cell className={`${figure} max-md:hidden`}>
                {linked(bot, "answered", words("attempts", bot.attempts))}
              </Cell>
              <Cell className={`${figure} max-md:hidden`}>
                {linked(bot, "answered", words("speed", bot.firstTextMs))}
              </Cell>
              <Cell className={figure}>
                <FigureLink tenant={tenant} filter={{ ...span, bot: bot.botId }}>
                  {words("cost", bot.cost, places)}
                </FigureLink>
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      {children}
    </section>
  );
}

/** 👍 · 👎; a dash where nobody reacted. */
function RatingLinks({ tenant, bot, span }: { tenant: string; bot: BotFigures; span: Given }) {
  const t = useTranslations("analytics.ratings");
  const numbers = useNumbers();
  const { botId, liked, disliked } = bot;
  if (liked + disliked === 0) return <span className="text-muted-foreground">—</span>;
  const link = (rating: "good" | "bad", count: number, name: string) => (
    <FigureLink tenant={tenant} filter={{ ...span, bot: botId, rating }} none={count === 0}>
      <span className="sr-only">{name}</span>
      <span aria-hidden>{numbers.count(count)}</span>
    </FigureLink>
  );
  return (
    <>
      <span className="text-works">
        {link("good", liked, t("liked", { count: liked, value: numbers.count(liked) }))}
      </span>{" "}
      ·{" "}
      <span className={disliked > 0 ? "text-broken" : "text-muted-foreground"}>
        {link("bad", disliked, t("disliked", { count: disliked, value: numbers.count(disliked) }))}
      </span>
    </>
  );
}
