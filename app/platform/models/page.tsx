import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readDefaultModels } from "#lib/platform/default-models.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { requirePlatform } from "../../session.ts";
import { DefaultModelList } from "./default-model-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("platform.models"))("title") };
}

export default async function DefaultModelsPage() {
  const person = await requirePlatform();
  const [t, models] = await Promise.all([getTranslations("platform.models"), readDefaultModels(person)]);
  const { inheriting, tenants } = models;
  return (
    <>
      <PageHeader title={t("title")} intro={t("intro")} />
      <p className="mb-4 text-13 text-muted-foreground">
        {t("inheriting", { count: inheriting, all: tenants })}
      </p>
      <DefaultModelList models={models} />
    </>
  );
}
