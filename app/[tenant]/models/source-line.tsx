"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import type { Result } from "../../result.ts";
import { useSave } from "../../saving/use-save.ts";
import { inheritOrder } from "./actions.ts";
import type { EditableOrder } from "./use-order.ts";

/** Says whose order this is, and switches between the inherited order and an own one. */
export function OrderSourceLine(props: {
  tenant: string;
  botId: string | null;
  order: EditableOrder;
  editable: boolean;
}) {
  const { tenant, botId, order, editable } = props;
  const t = useTranslations("models");
  const { save } = useSave();
  const [asking, setAsking] = useState(false);
  const { source } = order;

  async function inherit(): Promise<Result<unknown>> {
    const answer = await save({
      request: () => inheritOrder(tenant, { botId }),
      done: () => t("inherited"),
      quiet: true,
      refresh: false,
    });
    // Adopting it loads the page anew.
    if (answer.ok) order.adopt({ ...answer.value, version: 0 });
    return answer;
  }

  const own = source === (botId ? "bot" : "tenant");
  // A bot's own order is never inherited.
  const inherited = source === "bot" ? "tenant" : source;
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-13 text-muted-foreground">
      {own ? t(botId ? "source.ownBot" : "source.ownTenant") : t(`source.${inherited}`)}
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
        onConfirm={inherit}
      />
    </p>
  );
}
