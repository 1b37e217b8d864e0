import { Bot } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { readToday, type Today } from "#lib/analytics/today.ts";
import type { BotView } from "#lib/bots/list.ts";
import { needsOf } from "#lib/bots/needs.ts";
import { countWaiting } from "#lib/conversations/count-waiting.ts";
import { labelled } from "#lib/keys/default-label.ts";
import { localIn } from "#lib/local-time.ts";
import { can } from "#lib/people/can.ts";
import { readZone } from "#lib/people/zone.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { State } from "../../components/state.tsx";
import { requireMember } from "../../session.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { firstPageOf, pathOf } from "../../shell/nav.ts";
import { NeedNotice } from "../need.tsx";
import { botsOf, healthOf } from "../reads.ts";
import { EmptyStart } from "../start/empty-start.tsx";
import { TodayFigures } from "./today-figures.tsx";
import { Traffic } from "./traffic.tsx";
import { WaitingPeople } from "./waiting-people.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("overview"))("title") };
}

const TRAFFIC_MOST = 10;

/** The bots that were asked most; only these go to the browser. */
function busiest(bots: readonly BotView[], today: Today["bots"]) {
  const asked = new Map(today.map((each) => [each.botId, each]));
  return bots
    .map((bot) => ({ bot, answers: asked.get(bot.id)?.answers ?? 0 }))
    .sort((a, b) => b.answers - a.answers)
    .slice(0, TRAFFIC_MOST)
    .map(({ bot: { id, name, username, condition }, answers }) => ({
      ...{ bot: { id, name, username, condition }, answers, apologised: asked.get(id)?.apologised ?? 0 },
    }));
}

/** What needs somebody first, then what today came to. Whoever may not see bots starts elsewhere. */
export default async function OverviewPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const { context } = await requireMember(tenant);
  const { role } = context;
  if (!can(role, "viewBots")) redirect(pathOf(tenant, { name: firstPageOf(role) }));
  const [t, locale, bots, health, waiting, [today, day]] = await Promise.all([
    getTranslations("overview"),
    getLocale(),
    botsOf(tenant),
    healthOf(tenant),
    countWaiting(context),
    readZone(context).then(async (zone) => {
      const today = await readToday(context, { zone });
      return [today, localIn(zone, today.since).slice(0, 10)] as const;
    }),
  ]);
  // Names of keys are for those who manage them.
  const needs = needsOf(bots, health)
    .filter(({ kind }) => kind !== "key" || can(role, "manageKeys"))
    .map((need) => (need.kind === "key" ? labelled(locale, need) : need));
  const on = bots.filter(({ enabled }) => enabled).length;
  const works = bots.filter(({ condition }) => condition.kind === "works").length;
  return (
    <>
      <PageHeader title={t("title")} intro={t("intro")} />
      {bots.length === 0 ? (
        <EmptyStart tenant={tenant} context={context} icon={Bot} title={t("empty.title")}>
          {t("empty.wait")}
        </EmptyStart>
      ) : (
        <div className="grid gap-10">
          <section>
            <h2 className="mb-3 text-16">{t("needs")}</h2>
            {needs.length > 0 ? (
              needs.map((need) => (
                <NeedNotice
                  key={need.kind === "bots" ? need.bots[0]?.id : need.kind === "key" ? need.id : need.kind}
                  tenant={tenant}
                  role={role}
                  need={need}
                />
              ))
            ) : (
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-13 text-muted-foreground">
                {works > 0 ? <State kind="works">{t("allWell")}</State> : null}
                {t("answering", { works, on })}
              </p>
            )}
            <WaitingPeople tenant={tenant} waiting={waiting} />
          </section>
          <section>
            <h2 className="mb-3 text-16">{t("today.title")}</h2>
            <TodayFigures tenant={tenant} today={today} day={day} />
          </section>
          <Traffic tenant={tenant} rows={busiest(bots, today.bots)} day={day} />
        </div>
      )}
      <KeepFresh everyMs={20_000} />
    </>
  );
}
