import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { kinds, kindsFor } from "#lib/alerts/kinds.ts";
import { listCauses, listWebhooks, readOwnWays } from "#lib/alerts/list.ts";
import { can } from "#lib/people/can.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { requireMember } from "../../session.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { KindSwitches } from "./kind-switches.tsx";
import { LinkTelegram } from "./link-telegram.tsx";
import { OpenCauses } from "./open-causes.tsx";
import { OwnWaysList } from "./own-ways.tsx";
import { PastCauses } from "./past-causes.tsx";
import { WebhookList } from "./webhook-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("alerts"))("title") };
}

export default async function AlertsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant, context, person } = await requireMember((await params).tenant, "viewAlerts");
  const [t, causes, ways, webhooks] = await Promise.all([
    getTranslations("alerts"),
    listCauses(context),
    can(context.role, "receiveAlerts") && !context.visiting ? readOwnWays(context) : null,
    can(context.role, "manageWebhooks") ? listWebhooks(context) : null,
  ]);
  // Of the platform only its admins are told.
  const shown = kindsFor(context.role).filter(
    (kind) => kinds[kind].of !== "platform" || person.platformAdmin,
  );
  // Of whatever happens here: by Telegram or by mail.
  const told = ways && (ways.telegram?.enabled === true || ways.mail === true);
  const step = ways ? (
    <LinkTelegram tenant={tenant.slug} ways={ways} addsBots={can(context.role, "manageBots")} />
  ) : null;
  return (
    <>
      <PageHeader title={t("title")} intro={t("intro")} />
      <OpenCauses
        tenant={tenant.slug}
        role={context.role}
        causes={causes.open}
        told={told}
        step={told ? null : step}
      />
      {ways ? (
        <>
          <OwnWaysList tenant={tenant.slug} ways={ways} step={told ? step : null} />
          <KindSwitches tenant={tenant.slug} kinds={shown} muted={ways.muted} />
        </>
      ) : null}
      {context.visiting ? <p className="mt-8 text-13 text-muted-foreground">{t("ways.visiting")}</p> : null}
      {webhooks ? <WebhookList tenant={tenant.slug} webhooks={webhooks} /> : null}
      <PastCauses causes={causes.past} />
      <KeepFresh of={["bots", "keys", "models"]} everyMs={5_000} />
    </>
  );
}
