import { Activity } from "lucide-react";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { type MatrixKey, readMatrix } from "#lib/health/matrix.ts";
import { labelled } from "#lib/keys/default-label.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { requireMember } from "../../session.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { healthOf } from "../reads.ts";
import { EmptyStart } from "../start/empty-start.tsx";
import { HealthView } from "./health-view.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("health"))("title") };
}

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<{ show?: string | string[] }>;
}

/** Models down, keys across: what would become of a call now. */
export default async function HealthPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const { context } = await requireMember(tenant, "viewChain");
  const [t, { keys, rows }, locale, { show }] = await Promise.all([
    getTranslations("health"),
    healthOf(tenant).then((health) => readMatrix(context, health)),
    getLocale(),
    searchParams,
  ]);
  const shown = (key: MatrixKey) => ({
    ...labelled(locale, key),
    project: key.project && labelled(locale, key.project),
  });
  const isEmpty = keys.length === 0 || rows.length === 0;
  return (
    <>
      <PageHeader title={t("title")} intro={t("intro")} />
      {isEmpty ? (
        <EmptyStart tenant={tenant} context={context} icon={Activity} title={t("empty.title")}>
          {t("empty.wait")}
        </EmptyStart>
      ) : (
        <HealthView
          tenant={tenant}
          matrix={{ keys: keys.map(shown), rows }}
          troubleOnly={show === "trouble"}
        />
      )}
      <KeepFresh at={rows.map(({ summary }) => summary.backAt)} everyMs={15_000} />
    </>
  );
}
