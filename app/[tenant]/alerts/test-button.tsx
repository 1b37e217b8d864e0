"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Arrival } from "#lib/alerts/delivered.ts";
import { Button } from "../../components/button.tsx";
import type { Result } from "../../result.ts";
import { useRefresh } from "../../saving/refresh.tsx";
import { toast } from "../../saving/toast.ts";
import { useSave } from "../../saving/use-save.ts";
import { testOwnWay } from "./actions.ts";

interface Props {
  tenant: string;
  channel: "telegram" | "mail";
}

/** Sends a test to the person's own Telegram or mailbox. */
export function TestButton({ tenant, channel }: Props) {
  return <SendTest request={() => testOwnWay(tenant, { channel })} />;
}

/** The connection may break while the test is under way. What React hands us has no `catch` that works. */
async function outcomeOf(delivery: Promise<Arrival>): Promise<Arrival> {
  try {
    return await delivery;
  } catch {
    return { state: "waiting", error: null };
  }
}

/** Says whether the test has arrived, not only that it was sent. */
export function SendTest({ request }: { request: () => Promise<Result<{ delivery: Promise<Arrival> }>> }) {
  const t = useTranslations("alerts.ways");
  const { save, pending } = useSave();
  const { refresh } = useRefresh();
  const [isUnderWay, setUnderWay] = useState(false);

  async function send(): Promise<void> {
    const sent = await save({ request, refresh: false });
    if (!sent.ok) return;
    setUnderWay(true);
    const { state, error } = await outcomeOf(sent.value.delivery);
    setUnderWay(false);
    if (state === "sent") toast.success(t("testArrived"));
    else if (error !== null || state === "failed") toast.error(t("testFailed", { error: error ?? "" }));
    else toast.warning(t("testWaits"));
    refresh();
  }

  return (
    <Button variant="secondary" size="sm" pending={pending || isUnderWay} onClick={() => void send()}>
      {t("test")}
    </Button>
  );
}
