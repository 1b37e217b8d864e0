"use client";
// The group of the staff of each bot: linked by a code, and the reader's own account.
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { StaffDesk, StaffGroupOfBot, StaffLinks } from "#lib/staff/links.ts";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { useSave } from "../../saving/use-save.ts";
import { linkStaff, unlinkStaff } from "./actions.ts";

interface Props {
  tenant: string;
  desk: StaffDesk;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function StaffSettings({ tenant, desk, open, onOpenChange }: Props) {
  const t = useTranslations("conversations.staff");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} intro={t("intro")}>
      <ul className="divide-y">
        {desk.bots.map((bot) => (
          <BotGroup key={bot.botId} tenant={tenant} bot={bot} hasAccount={desk.hasAccount} />
        ))}
      </ul>
    </Dialog>
  );
}

function BotGroup({
  tenant,
  bot,
  hasAccount,
}: {
  tenant: string;
  bot: StaffGroupOfBot;
  hasAccount: boolean;
}) {
  const t = useTranslations("conversations.staff");
  const { save, pending } = useSave();
  const [links, setLinks] = useState<StaffLinks | null>(null);
  const [asking, setAsking] = useState(false);
  const { botId, group } = bot;
  async function make(): Promise<void> {
    const made = await save({ request: () => linkStaff(tenant, { botId }), refresh: false });
    if (made.ok) setLinks(made.value);
  }
  return (
    <li className="grid gap-2 py-3 text-13">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="min-w-0">
          <span className="block truncate font-medium text-14">{bot.bot}</span>
          <span className="text-muted-foreground">
            {group ? t("linked", { title: group.title }) : t("none")}
          </span>
        </span>
        <span className="flex gap-2">
          {links ? null : (
            <Button
              size="sm"
              variant={group ? "secondary" : "primary"}
              pending={pending}
              onClick={() => void make()}
            >
              {t(group ? "account" : "link")}
            </Button>
          )}
          {group ? (
            <Button size="sm" variant="ghost" onClick={() => setAsking(true)}>
              {t("unlink")}
            </Button>
          ) : null}
        </span>
      </div>
      {group?.trouble ? <p className="text-broken">{t("trouble", { reason: group.trouble })}</p> : null}
      {group && !hasAccount ? <p className="text-waiting">{t("noAccount")}</p> : null}
      {links ? <Steps links={links} isLinked={group !== null} /> : null}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("unlinkTitle", { title: group?.title ?? "" })}
        body={t("unlinkBody")}
        confirm={t("unlink")}
        onConfirm={() =>
          save({ request: () => unlinkStaff(tenant, { botId }), done: () => t("unlinked"), quiet: true })
        }
      />
    </li>
  );
}

function Steps({ links, isLinked }: { links: StaffLinks; isLinked: boolean }) {
  const t = useTranslations("conversations.staff");
  return (
    <div className="grid gap-2 rounded-md border p-3">
      <p>{t(isLinked ? "accountSteps" : "groupSteps")}</p>
      <Button asChild size="sm" className="justify-self-start">
        <a href={isLinked ? links.account : links.group} target="_blank" rel="noreferrer">
          {t("openTelegram")}
        </a>
      </Button>
      <p className="text-muted-foreground">{t("orCommand")}</p>
      <code className="select-all break-all rounded-sm bg-muted px-2 py-1 text-12">{links.command}</code>
    </div>
  );
}
