// All that analytics shows of a period, below the page's header.
import { ChartColumn } from "lucide-react";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { readAnalytics } from "#lib/analytics/analytics.ts";
import { type Days, periodOf, type Range } from "#lib/analytics/period.ts";
import { botNames } from "#lib/bots/names.ts";
import type { Context } from "#lib/context.ts";
import { quotasOfProjects } from "#lib/health/project-quotas.ts";
import { labelIn } from "#lib/keys/default-label.ts";
import { can } from "#lib/people/can.ts";
import { correctedPrices } from "#lib/prices/corrections.ts";
import { priceOf } from "#lib/prices/list-prices.ts";
import { Button } from "../../components/button.tsx";
import { Later } from "../../components/later.tsx";
import { EmptyStart } from "../start/empty-start.tsx";
import { wholeSpan } from "./answers-link.ts";
import { BotTable } from "./bot-table.tsx";
import { HoursChart } from "./hours-chart.tsx";
import { ModelTable } from "./model-table.tsx";
import { Overview } from "./overview.tsx";
import { PriceNote } from "./price-note.tsx";
import { ProjectQuotas } from "./project-quotas.tsx";
import { rangeQuery } from "./range.ts";
import { Ratings } from "./ratings.tsx";

/** Bots that are shown at first: hundreds of rows take longer than all figures. */
const BOTS_SHOWN = 50;

interface Props {
  tenant: string;
  context: Context;
  range: Range | Days;
  zone: string;
  now: Date;
  everyBot: boolean;
}

export async function PeriodFigures({ tenant, context, range, zone, now, everyBot }: Props) {
  const [t, locale] = await Promise.all([getTranslations("analytics"), getLocale()]);
  const { unit } = periodOf(range, zone, now);
  const [{ total, slots, hours, bots, botCount, models }, named, { prices, corrections }, quotas] =
    await Promise.all([
      readAnalytics(context, { range, zone, now, bots: everyBot ? null : BOTS_SHOWN }),
      botNames(context),
      correctedPrices(context),
      can(context.role, "viewChain") ? quotasOfProjects(context) : [],
    ]);
  const longest = "30d" satisfies Range;
  const span = wholeSpan(zone, unit, slots);
  const nameOf = new Map(named.map(({ id, name }) => [id, name]));
  return slots.some(
    ({ answered, refused, apologised, cancelled }) => answered + refused + apologised + cancelled,
  ) ? (
    <div className="grid gap-10">
      <Overview
        tenant={tenant}
        zone={zone}
        total={total}
        slots={slots}
        unit={unit}
        bots={Object.fromEntries(nameOf)}
      />
      <Ratings tenant={tenant} liked={total.liked} disliked={total.disliked} span={span} />
      <Later>
        <HoursChart tenant={tenant} hours={hours} span={span} />
        <BotTable
          tenant={tenant}
          span={span}
          bots={bots.map((bot) => ({ ...bot, name: nameOf.get(bot.botId) ?? "" }))}
        >
          {bots.length < botCount ? (
            <Button asChild variant="secondary" size="sm" className="mt-4">
              <Link href={`/${tenant}/analytics?${rangeQuery(range)}&bots=all`} scroll={false}>
                {t("allBots", { count: botCount })}
              </Link>
            </Button>
          ) : null}
        </BotTable>
        <ModelTable
          tenant={tenant}
          span={span}
          editable={can(context.role, "setPrices")}
          models={models.map((each) => ({ ...each, priced: priceOf(each.model, prices) !== null }))}
        />
        <ProjectQuotas quotas={quotas.map((each) => ({ ...each, label: labelIn(locale, each.label) }))} />
        <PriceNote
          tenant={tenant}
          corrected={[...corrections.keys()]}
          unpriced={total.unpriced}
          span={span}
        />
      </Later>
    </div>
  ) : (
    <EmptyStart
      tenant={tenant}
      context={context}
      icon={ChartColumn}
      title={t(`empty.${typeof range === "string" ? range : "days"}`)}
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
  );
}
