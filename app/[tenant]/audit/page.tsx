import { Download, History } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readZone } from "#lib/people/zone.ts";
import { recordKinds } from "#lib/record/kinds.ts";
import { actorsOf, listRecord } from "#lib/record/list.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { NothingFits } from "../../components/nothing-fits.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { PageTurns } from "../../components/page-turns.tsx";
import { requireMember } from "../../session.ts";
import { givenIn, type RecordQuery, recordFilterOf } from "./filter.ts";
import { RecordFilters } from "./record-filters.tsx";
import { RecordList } from "./record-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") };
}

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<RecordQuery>;
}

export default async function AuditPage({ params, searchParams }: Props) {
  const { tenant, context } = await requireMember((await params).tenant, "readRecord");
  const [t, query, zone, people] = await Promise.all([
    getTranslations("audit"),
    searchParams,
    readZone(context),
    actorsOf(context),
  ]);
  const given = givenIn(query);
  const filter = recordFilterOf(query, zone);
  const { rows, next } = await listRecord(context, filter);
  const filtered = Object.keys(given).length > 0;
  const to = (cursor: string | null) =>
    `/${tenant.slug}/audit?${new URLSearchParams({ ...given, ...(cursor && { after: cursor }) })}`;
  const filterWords = ["person", "allPeople", "kind", "allKinds", "from", "to", "visits", "clear"] as const;
  const words = Object.fromEntries(filterWords.map((name) => [name, t(`filter.${name}`)]));
  return (
    <>
      <PageHeader
        title={t("title")}
        intro={t("intro")}
        actions={
          rows.length > 0 ? (
            <Button asChild variant="secondary">
              <a
                href={`/api/record/${tenant.slug}?${new URLSearchParams(given)}`}
                download
                aria-label={t("exportAll")}
              >
                <Download aria-hidden />
                {t("export")}
              </a>
            </Button>
          ) : null
        }
      />
      {rows.length > 0 || filtered ? (
        <RecordFilters
          people={people}
          kinds={Object.keys(recordKinds).map((value) => ({
            value,
            label: t(`kind.${value as keyof typeof recordKinds}`),
          }))}
          words={words as Parameters<typeof RecordFilters>[0]["words"]}
        />
      ) : null}
      {rows.length > 0 ? (
        <RecordList tenant={tenant.slug} rows={rows} />
      ) : filtered ? (
        <NothingFits
          icon={History}
          title={t("nothing")}
          clear={t("filter.clear")}
          href={`/${tenant.slug}/audit`}
        />
      ) : (
        <EmptyState icon={History} title={t("empty.title")}>
          {t("empty.body")}
        </EmptyState>
      )}
      <PageTurns
        label={t("pages")}
        first={filter.after ? { href: to(null), label: t("first") } : null}
        next={next ? { href: to(next), label: t("next") } : null}
      />
    </>
  );
}
