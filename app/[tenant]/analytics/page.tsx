import { ChartColumn } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { type Range, ranges, readAnalytics } from "#lib/analytics/analytics.ts";
import { botNames } from "#lib/bots/names.ts";
import { can } from "#lib/people/can.ts";
import { readZone } from "#lib/people/zone.ts";
import { correctedPrices } from "#lib/prices/corrections.ts";
import { priceOf } from "#lib/prices/list-prices.ts";
import { Button } from "../../components/button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { requireMember } from "../../session.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { EmptyStart } from "../start/empty-start.tsx";
import { BotTable } from "./bot-table.tsx";
import { ModelTable } from "./model-table.tsx";
import { Overview } from "./overview.tsx";
import { PriceNote } from "./price-note.tsx";
import { RangeLinks } from "./range-links.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("analytics"))("title") };
}

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<{ range?: string | string[]; bots?: string | string[] }>;
}

/** Bots that are shown at first: hundreds of rows take longer than all figures. */
const BOTS_SHOWN = 50;

const names = Object.keys(ranges) as Range[];

/** Cost, answers, attempts and speed of the last day, week or month (`?range=`), with every bot or some (`?bots=all`). */
export default async function AnalyticsPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const { range: asked, bots: wanted } = await searchParams;
  const { context } = await requireMember(tenant, "viewAnalytics");
  const range = names.find((name) => name === asked) ?? "7d";
  const [t, zone] = await Promise.all([getTranslations("analytics"), readZone(context)]);
  const [{ total, slots, bots, models }, named, { prices, corrections }] = await Promise.all([
    readAnalytics(context, { range, zone }),
    botNames(context),
    correctedPrices(context),
  ]);
  const longest = "30d" satisfies Range;
  const shown = wanted === "all" ? bots : bots.slice(0, BOTS_SHOWN);
  const nameOf = new Map(named.map(({ id, name }) => [id, name]));
  return (
    <>
      <PageHeader
        title={t("title")}
        intro={t("intro")}
        actions={<RangeLinks tenant={tenant} ranges={names} current={range} />}
      />
      {slots.some(
        ({ answered, refused, apologised, cancelled }) => answered + refused + apologised + cancelled,
      ) ? (
        <div className="grid gap-10">
          <Overview tenant={tenant} zone={zone} total={total} slots={slots} unit={ranges[range].unit} />
          <BotTable
            tenant={tenant}
            bots={shown.map((bot) => ({ ...bot, name: nameOf.get(bot.botId) ?? "" }))}
          >
            {shown.length < bots.length ? (
              <Button asChild variant="secondary" size="sm" className="mt-4">
                <Link href={`/${tenant}/analytics?range=${range}&bots=all`} scroll={false}>
                  {t("allBots", { count: bots.length })}
                </Link>
              </Button>
            ) : null}
          </BotTable>
          <ModelTable
            tenant={tenant}
            editable={can(context.role, "setPrices")}
            models={models.map((each) => ({ ...each, priced: priceOf(each.model, prices) !== null }))}
          />
          <PriceNote tenant={tenant} corrected={[...corrections.keys()]} unpriced={total.unpriced} />
        </div>
      ) : (
        <EmptyStart
          tenant={tenant}
          context={context}
          icon={ChartColumn}
          title={t(`empty.${range}`)}
          action={
            <Button asChild variant="secondary" size="sm">
              {range === longest ? (
                <Link href={`/${tenant}/bots`}>{t("empty.toBots")}</Link>
              ) : (
                <Link href={`/${tenant}/analytics?range=${longest}`}>{t("empty.longer")}</Link>
              )}
            </Button>
          }
        >
          {t("empty.body")}
        </EmptyStart>
      )}
      <KeepFresh everyMs={60_000} />
    </>
  );
}
