"use client";
// Keys that seem to be of one Google project: one click says whether they are.
import { useTranslations } from "next-intl";
import type { ProposalView } from "#lib/keys/project-proposals.ts";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useSave } from "../../saving/use-save.ts";
import { decideProject } from "./actions.ts";

interface Props {
  tenant: string;
  proposal: ProposalView;
  editable: boolean;
}

export function ProjectProposal({ tenant, proposal, editable }: Props) {
  const t = useTranslations("keys.proposal");
  const { save, pending } = useSave();
  const { keys, project, times } = proposal;

  function decide(same: boolean): void {
    const keyIds = keys.map(({ id }) => id);
    void save({
      request: () => decideProject(tenant, { keyIds, same }),
      done: ({ live }) => ({ message: t(same ? "joined" : "parted"), live }),
    });
  }

  const names = keys.map(({ label, last4 }) => `“${label}” (…${last4})`).join(", ");
  return (
    <Notice
      title={project ? t("titleKnown", { keys: names, project: project.label }) : t("title", { keys: names })}
      action={
        editable ? (
          <div className="flex flex-wrap gap-2">
            <Button variant="secondary" size="sm" disabled={pending} onClick={() => decide(false)}>
              {t("different")}
            </Button>
            <Button size="sm" disabled={pending} onClick={() => decide(true)}>
              {t("same")}
            </Button>
          </div>
        ) : null
      }
    >
      {t("body", { times })}
    </Notice>
  );
}
