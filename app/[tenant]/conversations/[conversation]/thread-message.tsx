import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Thread, ThreadEntry } from "#lib/conversations/thread.ts";
import { TelegramText } from "../../../components/telegram-text.tsx";
import { RelativeTime } from "../../../components/time.tsx";
import { Thumbs } from "../../answers/thumbs.tsx";
import { ChatFiles, wordsBeside } from "./chat-files.tsx";
import { DeliveryLine } from "./delivery-line.tsx";
import { SaidText } from "./said-text.tsx";
import { ThreadBubble } from "./thread-bubble.tsx";

interface Props {
  tenant: string;
  entry: ThreadEntry;
  thread: Pick<Thread, "bot">;
}

/** The person's words on the left, the shop's on the right: the bot's pale, an operator's strong. */
export function ThreadMessage({ tenant, entry, thread }: Props) {
  const t = useTranslations("conversations");
  const { at } = entry;
  const hidden = <em>{t("hidden")}</em>;
  if (entry.kind === "answer") {
    const { question, text, state, id, files, liked, disliked } = entry;
    return (
      <>
        <ThreadBubble side="person" who={t("says.person")} foot={<RelativeTime date={at} />}>
          <ChatFiles tenant={tenant} entry={id} files={files} />
          {question === null ? hidden : <SaidText text={wordsBeside(question, files)} />}
        </ThreadBubble>
        <ThreadBubble
          side="bot"
          who={t("says.bot")}
          foot={
            <span className="inline-flex items-center gap-2">
              <Link
                href={`/${tenant}/answers/${id}`}
                prefetch={false}
                className="underline-offset-4 hover:text-foreground hover:underline"
              >
                {t("trace")}
              </Link>
              <Thumbs liked={liked} disliked={disliked} />
            </span>
          }
        >
          {text === null ? (
            hidden
          ) : text ? (
            <TelegramText markdown={text} />
          ) : (
            <em>{t(`noAnswer.${state}`)}</em>
          )}
        </ThreadBubble>
      </>
    );
  }
  const { id, of, author, memberName, text, fileName, file, changed } = entry;
  const files = file ? [file] : [];
  const edited = changed ? ` · ${t("changed")}` : "";
  const name = memberName ?? "";
  if (of === "taken" || of === "returned")
    return (
      <p className="justify-self-center text-12 text-muted-foreground">
        {t(of, { name })} · <RelativeTime date={at} />
      </p>
    );
  if (author === "person")
    return (
      <ThreadBubble
        side="person"
        who={t("says.person")}
        foot={
          <>
            <RelativeTime date={at} />
            {edited}
          </>
        }
      >
        <ChatFiles tenant={tenant} entry={id} files={files} />
        {text === null ? hidden : <SaidText text={wordsBeside(text, files)} />}
      </ThreadBubble>
    );
  if (of === "note")
    return (
      <ThreadBubble
        side="note"
        who={t("says.note", { name })}
        foot={
          <>
            {t("says.note", { name })} · <RelativeTime date={at} />
          </>
        }
      >
        {text ?? hidden}
      </ThreadBubble>
    );
  return (
    <ThreadBubble
      side="operator"
      who={t("says.operator", { name })}
      foot={
        <>
          {name} · <RelativeTime date={at} />
          {edited} · <DeliveryLine entry={entry} thread={thread} />
        </>
      }
    >
      {file ? (
        <ChatFiles tenant={tenant} entry={id} files={files} />
      ) : fileName ? (
        <span className="block font-medium">{fileName}</span>
      ) : null}
      {text ?? hidden}
    </ThreadBubble>
  );
}
