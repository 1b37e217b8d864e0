"use client";
import { ArrowUpRight, CircleCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Copy } from "../../../components/copy.tsx";
import { Dialog, DialogFooter } from "../../../components/dialog.tsx";
import { addBot } from "../actions.ts";
import { TokenForm } from "../token-form.tsx";

interface Added {
  id: string;
  name: string;
  username: string;
}

interface Props {
  tenant: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Adds a bot by its token: Telegram names the bot, and it starts. */
export function AddBot({ tenant, open, onOpenChange }: Props) {
  const t = useTranslations("bots.addForm");
  const [added, setAdded] = useState<Added | null>(null);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        onOpenChange(next);
        if (!next) setAdded(null);
      }}
      title={added ? t("done", { name: added.name }) : t("title")}
      intro={added ? t("doneBody") : t("intro")}
    >
      {added ? (
        <Done tenant={tenant} bot={added} again={() => setAdded(null)} />
      ) : (
        <TokenForm
          label={t("token")}
          help={t("help")}
          aside={<BotFather />}
          rows={3}
          submit={t("submit")}
          request={(token) => addBot(tenant, { token })}
          done={({ name, live }) => ({ message: t("done", { name }), live })}
          onSaved={setAdded}
        />
      )}
    </Dialog>
  );
}

function BotFather() {
  const t = useTranslations("bots.addForm");
  return (
    <a
      href="https://t.me/BotFather"
      target="_blank"
      rel="noreferrer"
      className="inline-flex items-center gap-0.5 hover:text-foreground"
    >
      {t("botFather")}
      <ArrowUpRight aria-hidden className="size-3.5" />
    </a>
  );
}

function Done({ tenant, bot, again }: { tenant: string; bot: Added; again: () => void }) {
  const t = useTranslations("bots.addForm");
  const link = `t.me/${bot.username}`;
  return (
    <>
      <div className="flex items-center gap-3 rounded-lg border px-4 py-3">
        <CircleCheck aria-hidden className="size-5 shrink-0 text-works" />
        <a
          href={`https://${link}`}
          target="_blank"
          rel="noreferrer"
          className="min-w-0 flex-1 truncate font-medium underline-offset-4 hover:underline"
        >
          {link}
        </a>
        <Copy text={`https://${link}`} label={t("openChat", { link })} />
      </div>
      <DialogFooter>
        <Button variant="secondary" onClick={again}>
          {t("another")}
        </Button>
        <Button asChild>
          <Link href={`/${tenant}/bots/${bot.id}`}>{t("toPrompt")}</Link>
        </Button>
      </DialogFooter>
    </>
  );
}
