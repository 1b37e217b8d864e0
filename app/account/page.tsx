import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { readAccount } from "#lib/people/account.ts";
import { PageHeader } from "../components/page-header.tsx";
import { requirePerson } from "../session.ts";
import { OwnLanguage } from "../shell/own-language.tsx";
import { DemandNotice } from "./demand-notice.tsx";
import { FactorList } from "./factor-list.tsx";
import { PasswordForm } from "./password-form.tsx";
import { Section } from "./section.tsx";
import { SessionList } from "./session-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") };
}

export default async function AccountPage(props: { searchParams: Promise<{ for?: string | string[] }> }) {
  const person = await requirePerson();
  const [t, account, { for: slug }] = await Promise.all([
    getTranslations("account"),
    readAccount(person),
    props.searchParams,
  ]);
  const demanding = person.tenants.find((tenant) => tenant.slug === slug) ?? null;
  const back = demanding && !demanding.needsFactor ? `/${demanding.slug}` : "/";
  const usesFactors = account.totp || account.passkeys.length > 0;
  return (
    <main id="content" tabIndex={-1} className="outline-none pad mx-auto w-full max-w-2xl py-6 md:py-9">
      <OwnLanguage locale={person.locale} />
      {demanding?.needsFactor ? null : (
        <Link
          href={back}
          className="mb-3 inline-flex items-center gap-1.5 text-13 text-muted-foreground hover:text-foreground"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {t("back")}
        </Link>
      )}
      <PageHeader title={t("title")} intro={`${person.name} · ${person.email}`} />
      {demanding ? (
        <DemandNotice
          tenant={{ slug: demanding.slug, name: demanding.name }}
          state={demanding.needsFactor ? (usesFactors ? "enter" : "none") : "done"}
        />
      ) : null}
      <Section title={t("factors.title")} intro={t("factors.intro")}>
        <FactorList account={account} />
      </Section>
      {account.hasPassword ? (
        <Section title={t("password.title")} intro={t("password.intro")}>
          <PasswordForm email={person.email} />
        </Section>
      ) : null}
      <Section title={t("sessions.title")} intro={t("sessions.intro")}>
        <SessionList sessions={account.sessions} />
      </Section>
    </main>
  );
}
