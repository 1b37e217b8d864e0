"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ListedConversation } from "#lib/conversations/list.ts";
import { RelativeTime } from "../../components/time.tsx";
import { ConversationMark } from "./conversation-mark.tsx";
import { TagList } from "./tag-list.tsx";

interface Props {
  tenant: string;
  conversations: ListedConversation[];
  /** Whether a row says with which bot: there are several. */
  namesBot: boolean;
  /** Id of whoever looks at it. */
  reader: string;
}

/** Each conversation a row that opens it: who, what was said last, and what is unusual. */
export function ConversationList({ tenant, conversations, namesBot, reader }: Props) {
  return (
    <ul className="divide-y border-y">
      {conversations.map((conversation) => (
        <li key={conversation.id}>
          <Link
            href={`/${tenant}/conversations/${conversation.id}`}
            prefetch={false}
            className="grid row-hover gap-y-1 py-3 md:grid-cols-[minmax(0,1fr)_auto_7rem] md:items-center md:gap-x-6"
          >
            <Row conversation={conversation} namesBot={namesBot} reader={reader} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Row(props: Pick<Props, "namesBot" | "reader"> & { conversation: ListedConversation }) {
  const t = useTranslations("conversations");
  const { conversation, namesBot, reader } = props;
  const { person, bot, newest, isGroup, isBusiness, isClosed, waitingSince, takenBy, lastAt } = conversation;
  const { draftSince, account, refusal } = conversation;
  return (
    <>
      <span className="min-w-0">
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="truncate font-medium text-14">
            {person ? person.name || t("nameless") : <em className="font-normal">{t("hidden")}</em>}
          </span>
          {/* Gives way before the person's name does. */}
          <span className="min-w-0 shrink-999 truncate text-12 text-muted-foreground">
            {[
              person?.username && `@${person.username}`,
              isGroup && t("group"),
              isBusiness && t("business"),
              namesBot && bot.name,
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
          <span className="ml-auto shrink-0 text-12 text-muted-foreground md:hidden">
            <RelativeTime date={lastAt} />
          </span>
        </span>
        {newest ? (
          <span className="block truncate text-13 text-muted-foreground">
            {newest.author === "bot" ? <span aria-hidden>← </span> : null}
            {newest.text}
          </span>
        ) : null}
      </span>
      <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 max-md:empty:hidden md:max-w-72 md:justify-end">
        <ConversationMark
          waiting={waitingSince !== null}
          draft={draftSince && { account: account ?? "" }}
          takenBy={takenBy}
          isClosed={isClosed}
          refusal={refusal}
          isGroup={isGroup}
          reader={reader}
        />
        <TagList tags={person?.tags ?? []} />
      </span>
      <span className="hidden text-right text-13 text-muted-foreground md:block">
        <RelativeTime date={lastAt} />
      </span>
    </>
  );
}
