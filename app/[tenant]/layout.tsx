import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { brokenBots } from "#lib/bots/needs.ts";
import { comesBackAt } from "#lib/bots/state.ts";
import { demoAddress } from "#lib/demo.ts";
import { can } from "#lib/people/can.ts";
import { visitsTo } from "#lib/platform/visits.ts";
import { GoingProvider, PageContent } from "../components/going.tsx";
import { Notice } from "../components/notice.tsx";
import { DraftOwner } from "../saving/use-draft.tsx";
import { pulseOfPage, requireMember } from "../session.ts";
import { BottomBar } from "../shell/bottom-bar.tsx";
import { DemoLine } from "../shell/demo-line.tsx";
import { ElsewhereProvider } from "../shell/elsewhere.tsx";
import { KeepFresh } from "../shell/keep-fresh.tsx";
import { NoWorker } from "../shell/no-worker.tsx";
import { OwnFragment } from "../shell/own-fragment.tsx";
import { OwnLanguage } from "../shell/own-language.tsx";
import { Palette } from "../shell/palette.tsx";
import { PlainHttp } from "../shell/plain-http.tsx";
import { PulseProvider } from "../shell/pulse-provider.tsx";
import { Sidebar } from "../shell/sidebar.tsx";
import { SkipLink } from "../shell/skip-link.tsx";
import { VisitLines } from "../shell/visit-lines.tsx";
import { TroubleBanner } from "./need.tsx";
import { botsOf, healthOf } from "./reads.ts";

interface Props {
  params: Promise<{ tenant: string }>;
}

/** Where there is nothing for the person, the title is not that of the page: otherwise it is if it is known first. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireMember((await params).tenant);
  return {};
}

export default async function TenantLayout(props: Props & { children: ReactNode }) {
  const { tenant, context, person } = await requireMember((await props.params).tenant);
  const suspended = await getTranslations("settings.suspended");
  const seesBots = can(context.role, "viewBots");
  const [pulse, bots, health, visits] = await Promise.all([
    pulseOfPage(),
    seesBots ? botsOf(tenant.slug) : [],
    seesBots ? healthOf(tenant.slug) : null,
    visitsTo(context),
  ]);
  const who = { name: person.name, email: person.email, platformAdmin: person.platformAdmin };
  const tenants = person.tenants.map(({ slug, name }) => ({ slug, name }));
  return (
    <DraftOwner scope={`${person.id}:${tenant.slug}`}>
      <PulseProvider tenant={tenant.slug} email={person.email} first={pulse}>
        <OwnLanguage locale={person.locale} />
        <OwnFragment />
        {health ? (
          <KeepFresh
            of={["health"]}
            at={[
              ...bots.flatMap(({ condition }) => comesBackAt(condition) ?? []),
              ...visits.map(({ until }) => until),
            ]}
          />
        ) : null}
        <ElsewhereProvider demo={demoAddress()}>
          <Palette tenant={tenant.slug} role={context.role} platformAdmin={person.platformAdmin}>
            <SkipLink />
            <GoingProvider>
              <div className="flex min-h-dvh">
                <Sidebar tenant={tenant.slug} tenants={tenants} role={context.role} person={who} />
                <div className="flex min-w-0 flex-1 flex-col">
                  <BottomBar tenant={tenant.slug} tenants={tenants} role={context.role} person={who} />
                  <main
                    id="content"
                    tabIndex={-1}
                    className="outline-none pad mx-auto w-full max-w-5xl flex-1 py-6 pb-[calc(5.5rem+env(safe-area-inset-bottom))] md:py-9"
                  >
                    <DemoLine bot={bots[0]?.username ?? null} />
                    <NoWorker />
                    <VisitLines
                      workspace={{ id: context.tenantId, slug: tenant.slug, name: tenant.name }}
                      visits={visits}
                      mine={tenant.visitUntil}
                      readsRecord={can(context.role, "readRecord")}
                    />
                    {tenant.suspended ? (
                      <Notice tone="broken" title={suspended("title")}>
                        {suspended("body")}
                      </Notice>
                    ) : null}
                    {can(context.role, "manageKeys") ? <PlainHttp /> : null}
                    {health ? (
                      <TroubleBanner
                        tenant={tenant.slug}
                        role={context.role}
                        needs={brokenBots(bots, health.now)}
                      />
                    ) : null}
                    <PageContent>{props.children}</PageContent>
                  </main>
                </div>
              </div>
            </GoingProvider>
          </Palette>
        </ElsewhereProvider>
      </PulseProvider>
    </DraftOwner>
  );
}
