import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { proofOf } from "#lib/people/account.ts";
import { can } from "#lib/people/can.ts";
import { readSettings } from "#lib/people/settings.ts";
import { readSpans } from "#lib/retention/settings.ts";
import { Section } from "../../account/section.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { requireMember } from "../../session.ts";
import { AddressForm } from "./address-form.tsx";
import { DeleteTenant } from "./delete-tenant.tsx";
import { ExportWorkspace } from "./export-workspace.tsx";
import { GeneralForm } from "./general-form.tsx";
import { PlanUsage } from "./plan-usage.tsx";
import { RetentionForm } from "./retention-form.tsx";
import { ZoneForm } from "./zone-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("title") };
}

export default async function SettingsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant, context, person } = await requireMember((await params).tenant, "viewSettings");
  const exports = can(context.role, "exportTenant");
  const [t, tokens, settings, spans, proof] = await Promise.all([
    getTranslations("settings"),
    getTranslations("tokens"),
    readSettings(context),
    readSpans(context),
    exports ? proofOf(person) : null,
  ]);
  const { name, locale, slug, formerSlugs, timeZone, secondFactor, usage, conversations, answers } = settings;
  const editable = can(context.role, "manageSettings");
  const lost = [
    t("danger.bots", { count: usage.bots }),
    t("danger.keys", { count: usage.keys }),
    t("danger.conversations", { count: conversations }),
    t("danger.answers", { count: answers }),
    t("danger.members", { count: usage.members }),
  ];
  return (
    <>
      <PageHeader title={t("title")} intro={t("intro")} />
      <Section title={t("general.title")} intro={t("general.intro")}>
        <GeneralForm tenant={tenant.slug} stored={{ name, locale }} editable={editable} />
      </Section>
      <Section title={t("zone.title")} intro={t("zone.intro")}>
        <ZoneForm tenant={tenant.slug} zone={timeZone} editable={editable} />
      </Section>
      <Section title={t("address.title")} intro={t("address.intro")}>
        <AddressForm slug={slug} formerSlugs={formerSlugs} editable={editable} />
      </Section>
      <Section
        title={usage.plan ? t("plan.name", { name: usage.plan }) : t("plan.title")}
        intro={t(usage.plan || Object.keys(usage.limits).length > 0 ? "plan.intro" : "plan.none")}
      >
        <PlanUsage usage={usage} />
        <p className="mt-4 max-w-xl text-13 text-muted-foreground">{t("plan.note")}</p>
      </Section>
      <Section title={t("signIn.title")} intro={t(secondFactor ? "signIn.on" : "signIn.off")}>
        <Link href={`/${tenant.slug}/people`} className="text-13 underline underline-offset-4">
          {t("signIn.change")}
        </Link>
      </Section>
      <Section title={tokens("title")} intro={tokens("note")}>
        <Link href={`/${tenant.slug}/settings/tokens`} className="text-13 underline underline-offset-4">
          {tokens("open")}
        </Link>
      </Section>
      <Section title={t("retention.title")} intro={t("retention.body")}>
        <RetentionForm tenant={tenant.slug} stored={spans} editable={editable} />
      </Section>
      {proof ? (
        <Section title={t("export.title")} intro={t("export.intro")}>
          <ExportWorkspace tenant={tenant.slug} proof={proof} />
        </Section>
      ) : null}
      {can(context.role, "deleteTenant") ? (
        <Section title={t("danger.title")} intro={t("danger.intro")}>
          <ul className="mb-3 list-disc pl-5 text-13">
            {lost.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p className="mb-4 text-13 text-muted-foreground">{t("danger.record")}</p>
          <DeleteTenant tenant={tenant.slug} name={name} />
        </Section>
      ) : null}
    </>
  );
}
