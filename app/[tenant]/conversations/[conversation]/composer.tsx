"use client";
// Under the messages: who answers here, and, for whoever has the conversation, where to write.
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../../components/button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { useNow, useTimeWords } from "../../../components/time.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { returnConversation, takeConversation } from "../actions.ts";
import { OperatorForm } from "./operator-form.tsx";

interface Props {
  tenant: string;
  /** Id of whoever looks at it. */
  reader: string;
  mayWrite: boolean;
  /** Of the person or group. */
  name: string;
  conversation: {
    id: string;
    takenBy: { id: string; name: string } | null;
    takenUntil: Date | null;
    isClosed: boolean;
    /** Telegram's words, if it is closed for another reason than a block. */
    refusal: string | null;
    isGroup: boolean;
  };
}

export function Composer(props: Props) {
  const t = useTranslations("conversations.bar");
  const { tenant, reader, mayWrite, conversation } = props;
  const { takenBy, takenUntil, isClosed, refusal, isGroup } = conversation;
  const isMine = takenBy?.id === reader;
  return (
    // In sight however low the window is; on a phone above the navigation.
    <div className="sticky bottom-(--tabs) z-2 border-t bg-background p-3 md:bottom-0">
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-2 text-13">
        <p role="status" className="min-w-0 text-muted-foreground">
          {takenBy === null ? t("bot") : isMine ? t("mine") : t("other", { name: takenBy.name })}{" "}
          {isMine && takenUntil ? <Until date={takenUntil} /> : null}
          {mayWrite ? null : t("viewer")}
        </p>
        {mayWrite ? <TakeButton tenant={tenant} reader={reader} conversation={conversation} /> : null}
      </div>
      {isMine && isClosed ? (
        <p className="mt-2 text-13 text-broken">
          {refusal === null
            ? t(isGroup ? "closed.left" : "closed.blocked")
            : t("closed.refused", { reason: refusal })}
        </p>
      ) : null}
      {isMine && mayWrite ? <OperatorForm tenant={tenant} name={props.name} id={conversation.id} /> : null}
    </div>
  );
}

function Until({ date }: { date: Date }) {
  const t = useTranslations("conversations.bar");
  const words = useTimeWords();
  const now = useNow(20_000);
  return <span suppressHydrationWarning>{t("until", { when: words.relative(date, now) })}</span>;
}

/** Take over, take it from a colleague, or hand back. The line beside it says that it is done: a toast would cover the button to send. */
function TakeButton({ tenant, reader, conversation }: Pick<Props, "tenant" | "reader" | "conversation">) {
  const t = useTranslations("conversations.bar");
  const { save, pending } = useSave();
  const [asking, setAsking] = useState(false);
  const { id, takenBy } = conversation;
  const take = (from: string | null) =>
    save({ request: () => takeConversation(tenant, { id, from }), quiet: from !== null });
  if (takenBy === null)
    return (
      <Button size="sm" pending={pending} onClick={() => void take(null)}>
        {t("take")}
      </Button>
    );
  if (takenBy.id === reader)
    return (
      <Button
        size="sm"
        variant="secondary"
        pending={pending}
        onClick={() => void save({ request: () => returnConversation(tenant, { id }) })}
      >
        {t("handBack")}
      </Button>
    );
  const { name } = takenBy;
  return (
    <>
      <Button size="sm" variant="secondary" onClick={() => setAsking(true)}>
        {t("takeFrom", { name })}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("takeFromTitle", { name })}
        body={t("takeFromBody", { name })}
        confirm={t("take")}
        onConfirm={() => take(takenBy.id)}
      />
    </>
  );
}
