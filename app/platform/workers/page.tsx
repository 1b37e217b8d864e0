import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { listWorkers } from "#lib/platform/workers.ts";
import { Notice } from "../../components/notice.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { requirePlatform } from "../../session.ts";
import { WorkerTable } from "./worker-table.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("platform.workers"))("title") };
}

export default async function WorkersPage() {
  const person = await requirePlatform();
  const [t, workers] = await Promise.all([getTranslations("platform.workers"), listWorkers(person)]);
  return (
    <>
      <PageHeader title={t("title")} intro={t("intro")} />
      {workers.some(({ alive }) => alive) ? null : <Notice tone="broken">{t("empty")}</Notice>}
      <WorkerTable workers={workers} />
    </>
  );
}
