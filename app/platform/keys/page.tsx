import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { listQuotas } from "#lib/chain-state/forecasts.ts";
import { labelled } from "#lib/keys/default-label.ts";
import { listKeys } from "#lib/keys/list.ts";
import { listProjects } from "#lib/keys/projects.ts";
import { enterSharedKeys } from "#lib/shared-keys/enter.ts";
import { PLATFORM_SLUG } from "#lib/shared-keys/tenant.ts";
import { KeyList } from "../../[tenant]/keys/key-list.tsx";
import { requirePlatform } from "../../session.ts";
import { RefreshEvery } from "../refresh-every.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("platform.keys"))("title") };
}

/** The keys that the platform shares, as a tenant sees its own. */
export default async function SharedKeysPage() {
  const context = enterSharedKeys(await requirePlatform());
  const [t, locale, keys, projects, quotas] = await Promise.all([
    getTranslations("platform.keys"),
    getLocale(),
    listKeys(context),
    listProjects(context),
    listQuotas(context),
  ]);
  return (
    <>
      <KeyList
        intro={t("intro")}
        tenant={PLATFORM_SLUG}
        keys={keys.map((key) => ({
          ...labelled(locale, key),
          project: key.project && labelled(locale, key.project),
        }))}
        projects={projects.map((project) => labelled(locale, project))}
        quotas={quotas}
        use={null}
        editable
      />
      <RefreshEvery ms={10_000} />
    </>
  );
}
