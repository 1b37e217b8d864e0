import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { listKeys } from "#lib/gemini-keys/list.ts";
import { countQuotas, listProjects } from "#lib/projects.ts";
import { AutoRefresh } from "../../components/auto-refresh.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { requireMember } from "../../session.ts";
import { KeyList } from "./key-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("keys"))("title") };
}

export default async function KeysPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const { context } = await requireMember(tenant);
  const [t, keys, projects] = await Promise.all([
    getTranslations("keys"),
    listKeys(context),
    listProjects(context),
  ]);
  const quotas = countQuotas(keys.map(({ project }) => ({ projectId: project?.id ?? null })));
  const unknown = keys.filter(({ project }) => !project).length;
  return (
    <>
      <PageHeader
        title={t("title")}
        intro={
          keys.length > 1 ? (
            <>
              {t("quotas", { keys: keys.length, quotas })}{" "}
              {unknown ? t("quotasUnknown", { count: unknown }) : null}
            </>
          ) : (
            t("intro")
          )
        }
      />
      <KeyList
        tenant={tenant}
        keys={keys}
        projects={projects}
        editable={context.role === "admin" || context.role === "owner"}
      />
      <AutoRefresh everyMs={5_000} />
    </>
  );
}
