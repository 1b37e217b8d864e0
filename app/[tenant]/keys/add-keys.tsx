"use client";
// One key or many, pasted in any form: counted while one types, each tested live with a row of its own.
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AddResult } from "#lib/keys/add.ts";
import type { ProjectView } from "#lib/keys/projects.ts";
import { Dialog } from "../../components/dialog.tsx";
import { onDemand } from "../../on-demand.tsx";
import { type Pasted, PasteForm } from "./paste-form.tsx";
import type { PasteRow } from "./paste-results.tsx";

const PasteResults = onDemand(() => import("./paste-results.tsx").then((module) => module.PasteResults));

interface Props {
  tenant: string;
  projects: readonly ProjectView[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** After something was stored. */
  onAdded: () => void;
}

export function AddKeys({ tenant, projects, open, onOpenChange, onAdded }: Props) {
  const t = useTranslations("keys.paste");
  const [rows, setRows] = useState<PasteRow[] | null>(null);

  async function follow(pasted: Pasted): Promise<void> {
    setRows(pasted.map(({ last4 }) => ({ last4, result: null })));
    await Promise.all(
      pasted.map(async ({ result: coming }, at) => {
        const result = await outcomeOf(coming);
        setRows((now) => now?.map((row, i) => (i === at ? { ...row, result } : row)) ?? null);
      }),
    );
    onAdded();
  }

  function change(next: boolean): void {
    onOpenChange(next);
    if (!next) setRows(null);
  }

  return (
    <Dialog open={open} title={t("title")} onOpenChange={change}>
      {rows ? (
        <PasteResults rows={rows} onAgain={() => setRows(null)} onDone={() => change(false)} />
      ) : (
        // From here on the secrets are gone from the page.
        <PasteForm tenant={tenant} projects={projects} onSent={(pasted) => void follow(pasted)} />
      )}
    </Dialog>
  );
}

/** The connection may break while a key is being tested. What React hands us has no `catch` that works. */
async function outcomeOf(coming: Promise<AddResult>): Promise<AddResult> {
  try {
    return await coming;
  } catch {
    return { kind: "failed" };
  }
}
