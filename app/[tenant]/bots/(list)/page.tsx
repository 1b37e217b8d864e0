import { Bot } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { mayHaveManager } from "#lib/bots/creation.ts";
import { BOTS_PER_PAGE, pageOfBots } from "#lib/bots/page.ts";
import { PageTurns } from "../../../components/page-turns.tsx";
import { requireMember } from "../../../session.ts";
import { KeepFresh } from "../../../shell/keep-fresh.tsx";
import { botsOf } from "../../reads.ts";
import { EmptyStart } from "../../start/empty-start.tsx";
import { BotList } from "./bot-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("bots"))("title") };
}

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<{ q?: string | string[]; after?: string | string[] }>;
}

const only = (value: string | string[] | undefined) => (typeof value === "string" ? value : "");

/** The bots by name, a page at a time (`?after=`), or those that are found (`?q=`). */
export default async function BotsPage({ params, searchParams }: Props) {
  const { tenant, context } = await requireMember((await params).tenant, "viewBots");
  const [t, { q, after }, all] = await Promise.all([
    getTranslations("bots"),
    searchParams,
    botsOf(tenant.slug),
  ]);
  const [query, start] = [only(q), only(after)];
  const { bots, next } = pageOfBots(all, query, start);
  const at = `/${tenant.slug}/bots`;
  const to = (cursor: string) =>
    `${at}?${new URLSearchParams({ ...(query && { q: query }), after: cursor })}`;
  return (
    <>
      <BotList
        tenant={tenant.slug}
        bots={bots}
        unwritten={all.filter(({ lastMessageAt }) => lastMessageAt === null)}
        search={all.length > BOTS_PER_PAGE || query !== "" ? query : null}
        role={context.role}
        taps={mayHaveManager()}
        empty={
          <EmptyStart tenant={tenant.slug} context={context} icon={Bot} title={t("empty.title")}>
            {t("empty.body")}
          </EmptyStart>
        }
      />
      <PageTurns
        first={
          start
            ? { href: query ? `${at}?${new URLSearchParams({ q: query })}` : at, label: t("first") }
            : null
        }
        next={next ? { href: to(next), label: t("more") } : null}
      />
      <KeepFresh of={["bots"]} />
    </>
  );
}
