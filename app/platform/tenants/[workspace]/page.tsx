import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTimeZone, getTranslations } from "next-intl/server";
import { defaultAllowances } from "#lib/bots/allowances.ts";
import { localIn } from "#lib/local-time.ts";
import { listPlans } from "#lib/platform/plans.ts";
import { readTenant } from "#lib/platform/tenants.ts";
import { PlanUsage } from "../../../[tenant]/settings/plan-usage.tsx";
import { Section } from "../../../account/section.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { RelativeTime } from "../../../components/time.tsx";
import { requirePlatform } from "../../../session.ts";
import { EnterForm } from "./enter-form.tsx";
import { InviteOwner } from "./invite-owner.tsx";
import { LimitForm } from "./limit-form.tsx";
import { SuspendButton } from "./suspend-button.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("platform.tenants"))("title") };
}

export default async function TenantPage({ params }: { params: Promise<{ workspace: string }> }) {
  const person = await requirePlatform();
  const { workspace } = await params;
  const [t, tenant, plans, zone] = await Promise.all([
    getTranslations("platform.tenant"),
    readTenant(person, workspace),
    listPlans(person),
    getTimeZone(),
  ]);
  if (!tenant) notFound();
  const { id, name, slug, suspendedAt, createdAt, planId, ownLimits, usage, owners, visitUntil } = tenant;
  return (
    <>
      <PageHeader
        title={name}
        intro={
          <>
            <span className="font-mono">/{slug}</span> · {t("since")} <RelativeTime date={createdAt} />
          </>
        }
      />
      {suspendedAt ? (
        <Notice tone="broken" title={t("suspend.since")}>
          <RelativeTime date={suspendedAt} />
        </Notice>
      ) : null}
      <Section
        title={t("owners")}
        intro={
          owners.length > 0
            ? owners.map(({ name: owner, email }) => `${owner} · ${email}`).join(", ")
            : t("noOwner")
        }
      >
        <InviteOwner id={id} />
      </Section>
      <Section title={t("usage")} intro={usage.plan ?? null}>
        <PlanUsage usage={usage} />
      </Section>
      <Section title={t("limits.title")} intro={t("limits.intro")}>
        <LimitForm
          id={id}
          planId={planId}
          limits={ownLimits}
          plans={plans}
          defaults={defaultAllowances.tenant}
        />
      </Section>
      <Section title={t("enter.title")} intro={t("enter.intro")}>
        <EnterForm
          id={id}
          slug={slug}
          isMember={tenant.isMember}
          until={visitUntil ? localIn(zone, visitUntil).slice(11) : null}
        />
      </Section>
      <Section title={t("suspend.title")} intro={t("suspend.intro")}>
        <SuspendButton id={id} name={name} suspended={suspendedAt !== null} />
      </Section>
    </>
  );
}
