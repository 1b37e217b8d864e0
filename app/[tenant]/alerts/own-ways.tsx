"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { OwnWays } from "#lib/alerts/list.ts";
import { Switch } from "../../components/switch.tsx";
import { useChanges } from "../../saving/use-changes.ts";
import { setAlertMail } from "./actions.ts";
import { AlertsPart } from "./part.tsx";
import { TelegramWay } from "./telegram-way.tsx";
import { TestButton } from "./test-button.tsx";

/** Telegram and e-mail of the person who looks. @param props.step to link Telegram; null: it stands above */
export function OwnWaysList({ tenant, ways, step }: { tenant: string; ways: OwnWays; step: ReactNode }) {
  const t = useTranslations("alerts.ways");
  return (
    <AlertsPart title={t("title")}>
      <ul className="divide-y border-y">
        <TelegramWay tenant={tenant} ways={ways} step={step} />
        <li className="flex flex-wrap items-center gap-x-6 gap-y-3 py-3">
          <div className="min-w-64 flex-1">
            <p className="font-medium text-13">{t("mail")}</p>
            <p className="text-13 text-muted-foreground">
              {ways.mail === null ? t("mailOff") : t("mailTo", { email: ways.email })}
            </p>
          </div>
          {ways.mail === null ? null : <MailSwitch tenant={tenant} on={ways.mail} />}
        </li>
      </ul>
    </AlertsPart>
  );
}

function MailSwitch({ tenant, on }: { tenant: string; on: boolean }) {
  const t = useTranslations("alerts");
  const { value, change } = useChanges(on);
  return (
    <div className="flex items-center gap-3">
      {value ? <TestButton tenant={tenant} channel="mail" /> : null}
      <Switch
        aria-label={t("ways.mail")}
        checked={value}
        onCheckedChange={(enabled) =>
          change(() => enabled, {
            request: () => setAlertMail(tenant, { enabled }),
            done: () => t("mutes.saved"),
          })
        }
      />
    </div>
  );
}
