"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { WebhookView } from "#lib/alerts/list.ts";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Sheet } from "../../components/sheet.tsx";
import { State } from "../../components/state.tsx";
import { RelativeTime } from "../../components/time.tsx";
import { useSave } from "../../saving/use-save.ts";
import { removeWebhook, testWebhook } from "./actions.ts";
import { deliveryLooks } from "./delivery-looks.ts";
import { SendTest } from "./test-button.tsx";

interface Props {
  tenant: string;
  /** Null: closed. */
  webhook: WebhookView | null;
  onClose: () => void;
}

/** One webhook: a test, its deliveries, its end. */
export function WebhookPanel({ tenant, webhook, onClose }: Props) {
  const t = useTranslations("alerts.webhooks");
  const [removing, setRemoving] = useState(false);
  const { save } = useSave();
  return (
    <Sheet open={webhook !== null} onOpenChange={(open) => !open && onClose()} title={t("title")}>
      {webhook ? (
        <>
          <p className="break-all font-mono text-12">{webhook.url}</p>
          <div className="mt-4 flex flex-wrap gap-2">
            <SendTest request={() => testWebhook(tenant, { id: webhook.id })} />
            <Button variant="secondary" size="sm" onClick={() => setRemoving(true)}>
              {t("remove")}
            </Button>
          </div>
          <Deliveries deliveries={webhook.deliveries} />
          <ConfirmDialog
            open={removing}
            onOpenChange={setRemoving}
            title={t("removeTitle")}
            body={t("removeBody", { url: webhook.url })}
            confirm={t("remove")}
            destructive
            onConfirm={() =>
              save({
                request: () => removeWebhook(tenant, { id: webhook.id }),
                done: () => t("removed"),
                quiet: true,
              })
            }
          />
        </>
      ) : null}
    </Sheet>
  );
}

function Deliveries({ deliveries }: Pick<WebhookView, "deliveries">) {
  const t = useTranslations("alerts.webhooks");
  return (
    <>
      <h3 className="mt-7 mb-2 text-14">{t("log")}</h3>
      {deliveries.length === 0 ? <p className="text-13 text-muted-foreground">{t("logNone")}</p> : null}
      <ul className="divide-y border-t">
        {deliveries.map((each) => (
          <li key={each.id} className="py-2.5 text-13">
            <div className="flex flex-wrap items-center justify-between gap-x-4">
              <State kind={deliveryLooks[each.state]}>{t(`state.${each.state}`)}</State>
              <span className="text-muted-foreground">
                <RelativeTime date={each.createdAt} />
              </span>
            </div>
            <p className="mt-0.5 text-muted-foreground">
              {[
                t(`event.${each.event}`),
                ...(each.causes > 0 ? [t("causes", { count: each.causes })] : []),
                ...(each.tries > 0 ? [t("tries", { count: each.tries })] : []),
                ...(each.status === null ? [] : [t("status", { status: String(each.status) })]),
              ].join(" · ")}
            </p>
            {each.error ? <p className="break-words text-muted-foreground">{each.error}</p> : null}
            {each.state === "waiting" && each.tries > 0 ? (
              <p className="text-muted-foreground">
                {t.rich("nextTry", { when: () => <RelativeTime date={each.nextAt} /> })}
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
