// The bot's draft that waits for the owner of a connected account, in their chat with the bot. Whoever has the conversation may send
// it in their own name.
import { useTranslations } from "next-intl";
import type { Thread } from "#lib/conversations/thread.ts";
import { TelegramText } from "../../../components/telegram-text.tsx";
import { RelativeTime } from "../../../components/time.tsx";
import { TakeDraft } from "./take-draft.tsx";
import { ThreadBubble } from "./thread-bubble.tsx";

interface Props {
  thread: Pick<Thread, "account" | "draft" | "draftSince">;
  /** What the person would read; null: whoever looks at it may not write here now. */
  words: string | null;
}

export function WaitingDraft({ thread: { account, draft, draftSince }, words }: Props) {
  const t = useTranslations("conversations");
  if (!draftSince) return null;
  const who = t("draftWith", { name: account || t("business") });
  return (
    <ThreadBubble
      side="note"
      who={who}
      foot={
        <>
          {who} · <RelativeTime date={draftSince} />
          {words === null ? null : (
            <>
              {" "}
              · <TakeDraft words={words} />
            </>
          )}
        </>
      }
    >
      {draft === null ? <em>{t("hidden")}</em> : <TelegramText markdown={draft} />}
    </ThreadBubble>
  );
}
