import type { Metadata } from "next";
import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { localIn } from "#lib/local-time.ts";
import { readZone } from "#lib/people/zone.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { FiguresSkeleton } from "../../components/skeleton.tsx";
import { requireMember } from "../../session.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { PeriodFigures } from "./period-figures.tsx";
import { rangeIn } from "./range.ts";
import { RangeLinks } from "./range-links.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("analytics"))("title") };
}

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<"range" | "from" | "to" | "bots", string | string[] | undefined>>;
}

/** The figures of a day, a week, a month (`?range=`) or chosen days (`?from=&to=`), with every bot or some (`?bots=all`). */
export default async function AnalyticsPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const query = await searchParams;
  const { context } = await requireMember(tenant, "viewAnalytics");
  const [t, zone, asked] = await Promise.all([getTranslations("analytics"), readZone(context), headers()]);
  const now = new Date();
  const range = rangeIn(query, zone, now);
  const everyBot = [query.bots].flat()[0] === "all";
  const period = { tenant, context, range, zone, now, everyBot };
  return (
    <>
      <PageHeader
        title={t("title")}
        intro={t("intro")}
        actions={<RangeLinks tenant={tenant} range={range} today={localIn(zone, now).slice(0, 10)} />}
      />
      {/* A page that is loaded comes before its figures. One that is gone to has a skeleton already: React would leave a
          second one for 300 ms. */}
      <Suspense fallback={<FiguresSkeleton />}>
        {asked.get("sec-fetch-dest") === "document" ? (
          <PeriodFigures {...period} />
        ) : (
          await PeriodFigures(period)
        )}
      </Suspense>
      <KeepFresh everyMs={60_000} />
    </>
  );
}
