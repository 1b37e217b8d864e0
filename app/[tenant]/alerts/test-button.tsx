"use client";
import { useTranslations } from "next-intl";
import { Button } from "../../components/button.tsx";
import type { Result } from "../../result.ts";
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

export function SendTest({ request }: { request: () => Promise<Result<unknown>> }) {
  const t = useTranslations("alerts.ways");
  const { save, pending } = useSave();
  return (
    <Button
      variant="secondary"
      size="sm"
      pending={pending}
      onClick={() => void save({ request, done: () => t("tested") })}
    >
      {t("test")}
    </Button>
  );
}
