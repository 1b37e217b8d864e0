"use client";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { isProved } from "../../account/actions.ts";
import { type ProofKind, useProof } from "../../account/use-proof.tsx";
import { Button } from "../../components/button.tsx";

/** Asks who it is, if that was long ago, and then downloads the file. @param props.proof by what they can prove it */
export function ExportWorkspace({ tenant, proof }: { tenant: string; proof: ProofKind }) {
  const t = useTranslations("settings.export");
  const { proved, dialog } = useProof(proof);
  async function download(): Promise<void> {
    const given = await proved({ request: () => isProved({}), question: true, refresh: false });
    if (given.ok) window.location.assign(`/api/export/${tenant}`);
  }
  return (
    <>
      <Button variant="secondary" size="sm" onClick={() => void download()}>
        <Download aria-hidden />
        {t("open")}
      </Button>
      {dialog}
    </>
  );
}
