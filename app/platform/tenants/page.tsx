import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { listPlans } from "#lib/platform/plans.ts";
import { listTenants } from "#lib/platform/tenants.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { PageTurns } from "../../components/page-turns.tsx";
import { requirePlatform } from "../../session.ts";
import { CreateTenant } from "./create-tenant.tsx";
import { TenantFilters } from "./tenant-filters.tsx";
import { TenantTable } from "./tenant-table.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("platform.tenants"))("title") };
}

type Query = Partial<Record<"q" | "plan" | "state" | "after", string | string[]>>;
const only = (value: string | string[] | undefined): string => [value].flat()[0]?.trim() ?? "";

export default async function TenantsPage({ searchParams }: { searchParams: Promise<Query> }) {
  const person = await requirePlatform();
  const query = await searchParams;
  const [q, plan, state, after] = [only(query.q), only(query.plan), only(query.state), only(query.after)];
  const [t, plans, { rows, next }] = await Promise.all([
    getTranslations("platform.tenants"),
    listPlans(person),
    listTenants(person, { text: q, planId: plan, suspended: state === "suspended", after }),
  ]);
  const given = Object.entries({ q, plan, state }).filter(([, value]) => value);
  const to = (cursor: string | null) =>
    `/platform/tenants?${new URLSearchParams([...given, ...(cursor ? [["after", cursor]] : [])])}`;
  const names = plans.map(({ id, name }) => ({ id, name }));
  return (
    <>
      <PageHeader title={t("title")} intro={t("intro")} actions={<CreateTenant plans={names} />} />
      <TenantFilters plans={names} />
      {rows.length > 0 ? (
        <TenantTable tenants={rows} />
      ) : (
        <p className="py-10 text-center text-13 text-muted-foreground">{t("empty")}</p>
      )}
      <PageTurns
        label={t("pages")}
        first={after ? { href: to(null), label: t("first") } : null}
        next={next ? { href: to(next), label: t("next") } : null}
      />
    </>
  );
}
