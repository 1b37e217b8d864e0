"use client";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { WebhookView } from "#lib/alerts/list.ts";
import { Button } from "../../components/button.tsx";
import { State } from "../../components/state.tsx";
import { useFragment } from "../../components/use-fragment.ts";
import { AddWebhook } from "./add-webhook.tsx";
import { deliveryLooks } from "./delivery-looks.ts";
import { AlertsPart } from "./part.tsx";
import { WebhookPanel } from "./webhook-panel.tsx";

/** The tenant's webhooks; a row opens its log. */
export function WebhookList({ tenant, webhooks }: { tenant: string; webhooks: readonly WebhookView[] }) {
  const t = useTranslations("alerts.webhooks");
  const [adding, setAdding] = useFragment("webhook-new");
  const [opened, setOpened] = useFragment("webhook");
  return (
    <AlertsPart
      title={t("title")}
      note={`${t("intro")} ${t("docs")}`}
      action={
        <Button variant="secondary" size="sm" onClick={() => setAdding("")}>
          <Plus aria-hidden />
          {t("add")}
        </Button>
      }
    >
      {webhooks.length === 0 ? (
        <p className="border-y py-3 text-13 text-muted-foreground">{t("none")}</p>
      ) : (
        <ul className="divide-y border-y">
          {webhooks.map(({ id, url, deliveries: [last] }) => (
            <li key={id}>
              <button
                type="button"
                onClick={() => setOpened(id)}
                className="flex min-h-12 w-full flex-wrap items-center gap-x-6 gap-y-1 py-2 text-left hover:bg-muted/50"
              >
                <span className="min-w-48 flex-1 break-all font-mono text-12">{url}</span>
                {last ? (
                  <State kind={deliveryLooks[last.state]}>{t(`state.${last.state}`)}</State>
                ) : (
                  <span className="text-13 text-muted-foreground">{t("logNone")}</span>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
      <AddWebhook
        tenant={tenant}
        open={adding !== null}
        onOpenChange={(open) => setAdding(open ? "" : null)}
      />
      <WebhookPanel
        tenant={tenant}
        webhook={webhooks.find(({ id }) => id === opened) ?? null}
        onClose={() => setOpened(null)}
      />
    </AlertsPart>
  );
}
