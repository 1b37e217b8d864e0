"use client";
import { CheckCheck, CircleX, Clock } from "lucide-react";
import { useTranslations } from "next-intl";
import { refusalOf } from "#lib/conversations/refusal.ts";
import type { Thread, ThreadEntry } from "#lib/conversations/thread.ts";
import { Button } from "../../../components/button.tsx";
import { useComposerText } from "./composer-text.tsx";

interface Props {
  entry: Extract<ThreadEntry, { kind: "message" }>;
  thread: Pick<Thread, "bot">;
}

/** Whether an operator's message arrived; if not, why, and what to do. */
export function DeliveryLine({ entry, thread }: Props) {
  const t = useTranslations("conversations.delivery");
  const { setText } = useComposerText();
  const { state, error, text } = entry;
  if (state === "sent")
    return (
      <span>
        <CheckCheck aria-hidden className="mr-1 inline size-3.5" />
        {t("sent")}
      </span>
    );
  if (state === "waiting")
    return (
      <span className="text-waiting">
        <Clock aria-hidden className="mr-1 inline size-3.5" />
        {t(thread.bot.enabled ? "waiting" : "botOff")}
      </span>
    );
  const reason = error ?? "";
  const refusal = refusalOf(reason);
  const isGone = refusal === "blocked" || refusal === "left";
  const words = refusal === "chat" ? "refusedChat" : "refused";
  return (
    <span className="text-broken">
      <CircleX aria-hidden className="mr-1 inline size-3.5" />
      {t("failed")}. {isGone ? t(refusal) : t(words, { reason })}
      {isGone || !text ? null : (
        <>
          {" "}
          <Button variant="link" size="sm" onClick={() => setText(text)}>
            {t("again")}
          </Button>
        </>
      )}
    </span>
  );
}
