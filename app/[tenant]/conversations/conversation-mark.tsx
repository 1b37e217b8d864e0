import { Ban, BellOff, Hand } from "lucide-react";
import { useTranslations } from "next-intl";
import { State } from "../../components/state.tsx";

interface Props {
  waiting: boolean;
  /** Whether a draft of the answer waits, and whose account it is. */
  draft?: { account: string } | null;
  takenBy: { id: string; name: string } | null;
  isClosed: boolean;
  /** Telegram's words, if it is closed for another reason than a block. */
  refusal: string | null;
  isGroup: boolean;
  isUnsubscribed?: boolean;
  /** Id of whoever looks at it. */
  reader: string;
}

/** What is unusual about a conversation; nothing where the bot simply answers. */
export function ConversationMark(props: Props) {
  const {
    waiting,
    draft = null,
    takenBy,
    isClosed,
    refusal,
    isGroup,
    isUnsubscribed = false,
    reader,
  } = props;
  const t = useTranslations("conversations");
  return (
    <>
      {waiting ? (
        <State kind="waiting" className="min-w-0 whitespace-normal">
          {draft ? t("draftWith", { name: draft.account || t("business") }) : t("waitsSince")}
        </State>
      ) : null}
      {takenBy ? (
        <span className="inline-flex min-w-0 items-center gap-1.5 font-medium text-13">
          <Hand aria-hidden className="size-4 shrink-0" />
          <span className="truncate">
            {takenBy.id === reader ? t("withYou") : t("withName", { name: takenBy.name })}
          </span>
        </span>
      ) : null}
      {isClosed ? (
        <span className="inline-flex items-center gap-1.5 text-13 text-muted-foreground">
          <Ban aria-hidden className="size-4 shrink-0" />
          {t(refusal !== null ? "refuses" : isGroup ? "left" : "blocked")}
        </span>
      ) : null}
      {isUnsubscribed ? (
        <span className="inline-flex items-center gap-1.5 text-13 text-muted-foreground">
          <BellOff aria-hidden className="size-4 shrink-0" />
          {t("unsubscribed")}
        </span>
      ) : null}
    </>
  );
}
