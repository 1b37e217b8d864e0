"use client";
// Under the messages: who answers here, and, for whoever has the conversation, where to write.
import { ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { cn } from "../../../components/cn.ts";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { controlLook } from "../../../components/input.tsx";
import { useNow, useTimeWords } from "../../../components/time.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { returnConversation, takeConversation, writeInConversation } from "../actions.ts";
import { useComposerText } from "./composer-text.tsx";

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
  };
}

/** Telegram's own limit of a message. */
const MESSAGE_MAX = 4_096;

export function Composer(props: Props) {
  const t = useTranslations("conversations.bar");
  const { tenant, reader, mayWrite, conversation } = props;
  const { takenBy, takenUntil, isClosed } = conversation;
  const isMine = takenBy?.id === reader;
  return (
    <div className="border-t p-3">
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-2 text-13">
        <p role="status" className="min-w-0 text-muted-foreground">
          {takenBy === null ? t("bot") : isMine ? t("mine") : t("other", { name: takenBy.name })}{" "}
          {isMine && takenUntil ? <Until date={takenUntil} /> : null}
          {mayWrite ? null : t("viewer")}
        </p>
        {mayWrite ? <TakeButton tenant={tenant} reader={reader} conversation={conversation} /> : null}
      </div>
      {isMine && isClosed ? <p className="mt-2 text-13 text-broken">{t("closed")}</p> : null}
      {isMine && mayWrite ? <Writing {...props} /> : null}
    </div>
  );
}

function Until({ date }: { date: Date }) {
  const t = useTranslations("conversations.bar");
  const words = useTimeWords();
  const now = useNow(20_000);
  return <span suppressHydrationWarning>{t("until", { when: words.relative(date, now) })}</span>;
}

/** Take over, take it from a colleague, or hand back. */
function TakeButton({ tenant, reader, conversation }: Pick<Props, "tenant" | "reader" | "conversation">) {
  const t = useTranslations("conversations.bar");
  const { save, pending } = useSave();
  const [asking, setAsking] = useState(false);
  const { id, takenBy } = conversation;
  const take = (from: string | null) =>
    save({
      request: () => takeConversation(tenant, { id, from }),
      done: () => t("tookOver"),
      quiet: from !== null,
    });
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
        onClick={() =>
          void save({ request: () => returnConversation(tenant, { id }), done: () => t("handedBack") })
        }
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

function Writing({ tenant, name, conversation }: Pick<Props, "tenant" | "name" | "conversation">) {
  const t = useTranslations("conversations.write");
  const { text, setText } = useComposerText();
  const { save, pending } = useSave();
  // The same until it is stored: a try whose answer was lost is not a second message.
  const message = useRef({ text: "", id: "" });

  async function send(): Promise<void> {
    const said = text.trim();
    if (!said || pending) return;
    if (message.current.text !== said) message.current = { text: said, id: crypto.randomUUID() };
    const { id: messageId } = message.current;
    const request = () => writeInConversation(tenant, { id: conversation.id, messageId, text: said });
    const answer = await save({ request, again: () => void send() });
    if (!answer.ok) return;
    message.current = { text: "", id: "" };
    setText("");
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  }
  return (
    <form
      className="mt-2 flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
        rows={1}
        maxLength={MESSAGE_MAX}
        readOnly={pending}
        aria-label={t("label", { name })}
        placeholder={t("placeholder")}
        title={t("hint")}
        className={cn(controlLook, "field-sizing-content block max-h-40 min-h-10 resize-none py-2")}
      />
      <Button
        type="submit"
        size="icon"
        aria-label={t("send")}
        className="size-10!"
        pending={pending}
        disabled={!text.trim()}
      >
        <ArrowUp aria-hidden />
      </Button>
    </form>
  );
}
