import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { Context } from "#lib/context.ts";
import { readThread, type Thread } from "#lib/conversations/thread.ts";
import { AppError } from "#lib/errors.ts";
import { render } from "#lib/markdown/render.ts";
import { can } from "#lib/people/can.ts";
import { requireMember } from "../../../session.ts";
import { KeepFresh } from "../../../shell/keep-fresh.tsx";
import { ConversationMark } from "../conversation-mark.tsx";
import { Composer } from "./composer.tsx";
import { ComposerTextProvider } from "./composer-text.tsx";
import { PersonMemory } from "./person-memory.tsx";
import { PersonPanel } from "./person-panel.tsx";
import { ThreadLog } from "./thread-log.tsx";
import { ThreadMessage } from "./thread-message.tsx";
import { WaitingDraft } from "./waiting-draft.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("conversations"))("title") };
}

interface Props {
  params: Promise<{ tenant: string; conversation: string }>;
  searchParams: Promise<{ before?: string | string[] }>;
}

async function read(context: Context, id: string, before: string | null): Promise<Thread> {
  try {
    return await readThread(context, id, before);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
}

export default async function ConversationPage({ params, searchParams }: Props) {
  const { tenant, conversation } = await params;
  const { context, person: reader } = await requireMember(tenant, "viewAnswers");
  const before = [(await searchParams).before].flat()[0] ?? null;
  const [t, thread] = await Promise.all([
    getTranslations("conversations"),
    read(context, conversation, before),
  ]);
  const { person, entries, bot } = thread;
  const name = person ? person.name || t("nameless") : t("hidden");
  const address = `/${tenant}/conversations/${thread.id}`;
  const isUnderWay = entries.some(
    (entry) => entry.state === "running" || (entry.kind === "message" && entry.state === "waiting"),
  );
  const isMine = thread.takenBy?.id === reader.id && can(context.role, "handleConversations");
  const words = isMine && thread.draft ? render(thread.draft).text : null;
  const { account, draft, draftSince } = thread;
  return (
    <>
      <Link
        href={`/${tenant}/conversations`}
        className="mb-3 inline-flex items-center gap-1.5 text-13 text-muted-foreground hover:text-foreground"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("back")}
      </Link>
      <header className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-1">
        <h1 className="min-w-0 truncate text-20">{name}</h1>
        <span className="text-13 text-muted-foreground">
          {[person?.username && `@${person.username}`, `@${bot.username}`].filter(Boolean).join(" → ")}
        </span>
        <ConversationMark
          waiting={thread.waitingSince !== null}
          draft={thread.draftSince && { account: thread.account ?? "" }}
          takenBy={thread.takenBy}
          isClosed={thread.isClosed}
          refusal={thread.refusal}
          isGroup={thread.isGroup}
          isUnsubscribed={thread.isUnsubscribed}
          reader={reader.id}
        />
      </header>
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_17rem]">
        <section
          aria-label={t("log", { name })}
          className="min-w-0 self-start overflow-clip rounded-lg border"
        >
          <ComposerTextProvider id={thread.id}>
            <ThreadLog
              name={name}
              earlier={thread.earlier && `${address}?before=${thread.earlier}`}
              later={before === null ? null : address}
              newest={before === null ? `${entries.at(-1)?.id ?? ""} ${draftSince?.getTime() ?? ""}` : null}
            >
              {entries.map((entry) => (
                <ThreadMessage key={entry.id} tenant={tenant} entry={entry} thread={thread} />
              ))}
              {before === null ? (
                <WaitingDraft thread={{ account, draft, draftSince }} words={words} />
              ) : null}
            </ThreadLog>
            <Composer
              tenant={tenant}
              reader={reader.id}
              mayWrite={can(context.role, "handleConversations")}
              name={name}
              conversation={{
                id: thread.id,
                takenBy: thread.takenBy,
                takenUntil: thread.takenUntil,
                isClosed: thread.isClosed,
                refusal: thread.refusal,
                isGroup: thread.isGroup,
              }}
            />
          </ComposerTextProvider>
        </section>
        {person ? (
          <div>
            <PersonPanel
              tenant={tenant}
              name={name}
              mayNote={can(context.role, "handleConversations")}
              mayDelete={can(context.role, "managePersonData")}
              conversation={{
                id: thread.id,
                bot: bot.name,
                isGroup: thread.isGroup,
                createdAt: thread.createdAt,
                questions: thread.questions,
                note: person.note,
                tags: person.tags,
              }}
            />
            <PersonMemory summary={person.summary} facts={person.facts} />
          </div>
        ) : null}
      </div>
      {before === null ? <KeepFresh of={["conversations"]} at={[thread.takenUntil]} /> : null}
      {before === null && isUnderWay ? <KeepFresh everyMs={1_500} /> : null}
    </>
  );
}
