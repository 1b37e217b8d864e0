"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../../components/button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { suspendTenant } from "../../actions.ts";

export function SuspendButton({ id, name, suspended }: { id: string; name: string; suspended: boolean }) {
  const t = useTranslations("platform.tenant.suspend");
  const { save, pending } = useSave();
  const [asking, setAsking] = useState(false);
  const put = (next: boolean) =>
    save({
      request: () => suspendTenant({ id, suspended: next }),
      done: () => t(next ? "done" : "resumed", { name }),
    });
  if (suspended)
    return (
      <Button variant="secondary" size="sm" pending={pending} onClick={() => void put(false)}>
        {t("resume")}
      </Button>
    );
  return (
    <>
      <Button variant="danger" size="sm" onClick={() => setAsking(true)}>
        {t("open")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("ask", { name })}
        body={t("body")}
        confirm={t("open")}
        destructive
        onConfirm={() => put(true)}
      />
    </>
  );
}
