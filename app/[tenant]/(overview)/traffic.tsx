"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { BotView } from "#lib/bots/list.ts";
import { useNumbers } from "../../components/numbers.ts";
import { Cell, Head, HeadCell, Row, RowLink, Table } from "../../components/table.tsx";
import { BotState } from "../bots/bot-state.tsx";

interface AskedBot {
  bot: Pick<BotView, "id" | "name" | "username" | "condition">;
  answers: number;
  apologised: number;
}

/** Bots by what they were asked today, with their state; a row leads to the bot's answers. */
export function Traffic({ tenant, rows, day }: { tenant: string; rows: AskedBot[]; day: string }) {
  const t = useTranslations("overview.traffic");
  const numbers = useNumbers();
  const most = Math.max(1, rows[0]?.answers ?? 0);
  return (
    <section>
      <h2 className="mb-3 text-16">{t("title")}</h2>
      <Table>
        <Head>
          <HeadCell>{t("bot")}</HeadCell>
          <HeadCell className="w-52">{t("state")}</HeadCell>
          <HeadCell className="w-40">{t("answers")}</HeadCell>
          <HeadCell className="w-32 text-right">{t("apologised")}</HeadCell>
        </Head>
        <tbody>
          {rows.map(({ bot, answers, apologised }) => (
            <Row key={bot.id} className="max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:py-2">
              <Cell className="max-md:h-auto max-md:py-0.5 md:max-w-0">
                <RowLink
                  href={`/${tenant}/answers?from=${day}&to=${day}&bot=${bot.id}&state=given`}
                  prefetch={false}
                  className="block truncate"
                >
                  {bot.name}
                </RowLink>
                <span className="block truncate text-12 text-muted-foreground">@{bot.username}</span>
              </Cell>
              <Cell className="max-md:col-span-2 max-md:row-start-2 max-md:h-auto max-md:px-0 max-md:py-0.5">
                <BotState condition={bot.condition} />
              </Cell>
              <Cell className="max-md:h-auto max-md:py-0.5">
                <span className="flex items-center gap-2">
                  <span
                    aria-hidden
                    className="h-1.5 flex-1 overflow-hidden rounded-full bg-muted max-md:hidden"
                  >
                    <span
                      className="block h-full rounded-full bg-primary"
                      style={{ width: `${(answers / most) * 100}%` }}
                    />
                  </span>
                  <span className="min-w-10 text-right text-13 tabular-nums">{numbers.count(answers)}</span>
                </span>
              </Cell>
              <Cell
                className={`text-right text-13 tabular-nums max-md:hidden ${apologised > 0 ? "text-broken" : "text-muted-foreground"}`}
              >
                {apologised > 0 ? (
                  <Link
                    href={`/${tenant}/answers?from=${day}&to=${day}&bot=${bot.id}&state=apologised`}
                    prefetch={false}
                    className="relative z-1 underline-offset-4 hover:underline"
                  >
                    {numbers.count(apologised)}
                  </Link>
                ) : (
                  numbers.count(apologised)
                )}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
