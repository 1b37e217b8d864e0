"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { useAttempt } from "../../components/use-attempt.ts";
import { inheritOrder } from "./actions.ts";
import type { Order } from "./use-order.ts";

/** Whose order this is, and the way from an inherited one to one's own and back. */
export function SourceLine(props: { tenant: string; botId: string | null; order: Order; editable: boolean }) {
  const { tenant, botId, order, editable } = props;
  const t = useTranslations("models");
  const attempt = useAttempt();
  const [asking, setAsking] = useState(false);
  const own = order.source === (botId ? "bot" : "tenant");
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-13 text-muted-foreground">
      {own
        ? t(botId ? "source.ownBot" : "source.ownTenant")
        : t(`source.${order.source as "platform" | "tenant"}`)}
      {editable ? (
        own ? (
          <Button variant="link" size="sm" onClick={() => setAsking(true)}>
            {t("inherit")}
          </Button>
        ) : (
          <Button variant="link" size="sm" onClick={() => order.apply([...order.entries])}>
            {t("makeOwn")}
          </Button>
        )
      ) : null}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("inheritAsk.title")}
        body={t("inheritAsk.body", { count: order.entries.length })}
        confirm={t("inherit")}
        onConfirm={async () => {
          const result = await attempt(() => inheritOrder(tenant, { botId }));
          if (result.ok) {
            order.adopt({ ...result.value, version: 0 });
            toast.success(t("inherited"));
          } else toast.error(result.error);
        }}
      />
    </p>
  );
}
