"use client";
import { useTranslations } from "next-intl";
import { Dialog } from "../../../components/dialog.tsx";
import { replaceToken } from "../actions.ts";
import { TokenForm } from "../token-form.tsx";

interface Props {
  tenant: string;
  bot: { id: string; username: string };
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ReplaceToken({ tenant, bot, open, onOpenChange }: Props) {
  const t = useTranslations("bots.replaceForm");
  const { id, username } = bot;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title", { username })}
      intro={t("intro", { username })}
    >
      <TokenForm
        label={t("token")}
        rows={2}
        submit={t("submit")}
        request={(token) => replaceToken(tenant, { id, token })}
        done={({ live }) => ({ message: t("done"), live })}
        onSaved={() => onOpenChange(false)}
      />
    </Dialog>
  );
}
