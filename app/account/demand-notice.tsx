"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { ProofDialog } from "./use-proof.tsx";

interface Props {
  tenant: { slug: string; name: string };
  /** `none`: the person has no second factor; `enter`: they have one, but did not use it for this session. */
  state: "none" | "enter" | "done";
}

/** Why the person was led here from a tenant, and the one next step. */
export function DemandNotice({ tenant, state }: Props) {
  const t = useTranslations("account.demand");
  const [open, setOpen] = useState(false);
  const { slug, name } = tenant;
  if (state === "done") {
    return (
      <Notice
        tone="works"
        title={t("done", { name })}
        action={
          <Button asChild size="sm">
            <Link href={`/${slug}`}>{t("continue")}</Link>
          </Button>
        }
      />
    );
  }
  return (
    <>
      <Notice
        tone="waiting"
        title={t("title", { name })}
        action={
          state === "enter" ? (
            <Button size="sm" onClick={() => setOpen(true)}>
              {t("enterCode")}
            </Button>
          ) : null
        }
      >
        {t(state)}
      </Notice>
      {open ? (
        <ProofDialog kind="code" onGiven={() => setOpen(false)} onClose={() => setOpen(false)} />
      ) : null}
    </>
  );
}
