"use client";
// What can be set for conversations: where the staff answers, and when bots answer again.
import { Timer, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { BotSilence } from "#lib/conversations/silence.ts";
import type { StaffDesk } from "#lib/staff/links.ts";
import { type FoldedAction, FoldedActions } from "../../components/folded-actions.tsx";
import { SilenceSettings } from "./silence-settings.tsx";
import { StaffSettings } from "./staff-settings.tsx";

interface Props {
  tenant: string;
  /** null: the reader may not answer. */
  desk: StaffDesk | null;
  /** Empty where the reader may not set them. */
  silences: BotSilence[];
}

export function ConversationActions({ tenant, desk, silences }: Props) {
  const t = useTranslations("conversations");
  const [open, setOpen] = useState<"staff" | "silence" | null>(null);
  const close = (next: boolean) => !next && setOpen(null);
  const hasDesk = desk !== null && desk.bots.length > 0;
  const actions: FoldedAction[] = [];
  if (hasDesk) actions.push({ label: t("staff.open"), Icon: Users, act: () => setOpen("staff") });
  if (silences.length > 0)
    actions.push({ label: t("silence.open"), Icon: Timer, act: () => setOpen("silence") });
  return (
    <>
      <FoldedActions actions={actions} size="sm" />
      {hasDesk ? (
        <StaffSettings tenant={tenant} desk={desk} open={open === "staff"} onOpenChange={close} />
      ) : null}
      <SilenceSettings tenant={tenant} bots={silences} open={open === "silence"} onOpenChange={close} />
    </>
  );
}
