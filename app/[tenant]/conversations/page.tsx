import { MessagesSquare } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { botNames } from "#lib/bots/names.ts";
import { hasAccounts } from "#lib/business/view.ts";
import { listConversations, tagsInUse } from "#lib/conversations/list.ts";
import { readSilences } from "#lib/conversations/silence.ts";
import { can, readsTexts } from "#lib/people/can.ts";
import { readZone } from "#lib/people/zone.ts";
import { readStaffDesk } from "#lib/staff/links.ts";
import { NothingFits } from "../../components/nothing-fits.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { PageTurns } from "../../components/page-turns.tsx";
import { requireMember } from "../../session.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { EmptyStart } from "../start/empty-start.tsx";
import { ConversationActions } from "./conversation-actions.tsx";
import { ConversationFilters } from "./conversation-filters.tsx";
import { ConversationList } from "./conversation-list.tsx";
import { type ConversationQuery, cursorIn, filterOf, givenIn } from "./filter.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("conversations"))("title") };
}

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<ConversationQuery>;
}

export default async function ConversationsPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const { context, person } = await requireMember(tenant, "viewAnswers");
  const query = await searchParams;
  const given = givenIn(query);
  const after = cursorIn(query);
  const [bots, zone] = await Promise.all([botNames(context), readZone(context)]);
  const filter = filterOf(given, { bots, zone });
  const [t, { conversations, next }, tags, drafts, silences, desk] = await Promise.all([
    getTranslations("conversations"),
    listConversations(context, filter, after),
    tagsInUse(context),
    hasAccounts(context),
    can(context.role, "runBots") ? readSilences(context) : [],
    can(context.role, "handleConversations") ? readStaffDesk(context) : null,
  ]);
  const filtered = Object.values(filter).some((value) => value !== null);
  const isOnly = (name: string) => given.which === name && Object.keys(given).length === 1;
  const to = (cursor: string | null) =>
    `/${tenant}/conversations?${new URLSearchParams({ ...given, ...(cursor && { after: cursor }) })}`;
  return (
    <>
      <PageHeader
        title={t("title")}
        intro={t("intro")}
        compact={conversations.length > 0 || filtered}
        actions={<ConversationActions tenant={tenant} desk={desk} silences={silences} />}
      />
      {conversations.length > 0 || filtered || after ? (
        <ConversationFilters bots={bots} tags={tags} drafts={drafts} searchable={readsTexts(context)} />
      ) : null}
      {conversations.length > 0 ? (
        <ConversationList
          tenant={tenant}
          conversations={conversations}
          namesBot={bots.length > 1}
          reader={person.id}
        />
      ) : filtered || after ? (
        <NothingFits
          icon={MessagesSquare}
          title={t(isOnly("waiting") ? "empty.waiting" : isOnly("draft") ? "empty.draft" : "empty.filtered")}
          clear={t(isOnly("waiting") || isOnly("draft") ? "filter.showAll" : "filter.clear")}
          href={`/${tenant}/conversations`}
        />
      ) : (
        <EmptyStart tenant={tenant} context={context} icon={MessagesSquare} title={t("empty.title")}>
          {t("empty.body")}
        </EmptyStart>
      )}
      <PageTurns
        label={t("title")}
        first={after ? { href: to(null), label: t("newest") } : null}
        next={next ? { href: to(next), label: t("older") } : null}
      />
      {after ? null : <KeepFresh of={["conversations"]} />}
    </>
  );
}
