import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { listQuotas } from "#lib/chain-state/forecasts.ts";
import { readSharedKeys } from "#lib/health/shared-keys.ts";
import { labelled } from "#lib/keys/default-label.ts";
import { listKeys } from "#lib/keys/list.ts";
import { listProposals } from "#lib/keys/project-proposals.ts";
import { countQuotas, listProjects } from "#lib/keys/projects.ts";
import { readKeyUse } from "#lib/keys/use.ts";
import { can } from "#lib/people/can.ts";
import { requireMember } from "../../session.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { KeyList } from "./key-list.tsx";
import { ProjectProposal } from "./project-proposal.tsx";
import { SharedKeysLine } from "./shared-line.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("keys"))("title") };
}

export default async function KeysPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const { context } = await requireMember(tenant, "viewChain");
  const [t, locale, keys, projects, proposals, use, quotaUse, shared] = await Promise.all([
    getTranslations("keys"),
    getLocale(),
    listKeys(context),
    listProjects(context),
    listProposals(context),
    readKeyUse(context),
    listQuotas(context),
    readSharedKeys(context),
  ]);
  const editable = can(context.role, "manageKeys");
  const quotas = countQuotas(keys.map(({ project }) => ({ projectId: project?.id ?? null })));
  const unknown = keys.filter(({ project }) => !project).length;
  const known = t("quotas", { keys: keys.length, quotas });
  return (
    <>
      <KeyList
        intro={
          keys.length > 1 ? `${known} ${unknown ? t("quotasUnknown", { count: unknown }) : ""}` : t("intro")
        }
        tenant={tenant}
        keys={keys.map((key) => ({
          ...labelled(locale, key),
          project: key.project && labelled(locale, key.project),
        }))}
        projects={projects.map((project) => labelled(locale, project))}
        quotas={quotaUse}
        use={use}
        editable={editable}
      >
        {proposals.map((proposal) => (
          <ProjectProposal
            key={proposal.keys.map(({ id }) => id).join()}
            tenant={tenant}
            proposal={{
              ...proposal,
              keys: proposal.keys.map((key) => labelled(locale, key)),
              project: proposal.project && labelled(locale, proposal.project),
            }}
            editable={editable}
          />
        ))}
      </KeyList>
      {shared ? <SharedKeysLine shared={shared} /> : null}
      <KeepFresh
        of={["keys"]}
        at={keys.map(({ state }) => (state.kind === "waiting" ? state.until : null))}
        everyMs={20_000}
      />
    </>
  );
}
