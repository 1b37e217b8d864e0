import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { type BotDetails, getBot } from "#lib/bots/list.ts";
import { listConversations } from "#lib/conversations/list.ts";
import { readOrder } from "#lib/models/list.ts";
import { can } from "#lib/people/can.ts";
import { type Member, requireMember } from "../../../session.ts";
import { KeepFresh } from "../../../shell/keep-fresh.tsx";
import { healthOf } from "../../reads.ts";
import { BotPage } from "./bot-page.tsx";
import { BotTabs } from "./bot-tabs.tsx";
import { BotTalks } from "./bot-talks.tsx";

type Params = Promise<{ tenant: string; bot: string }>;

const load = cache(async (slug: string, id: string): Promise<Member & { bot: BotDetails }> => {
  const member = await requireMember(slug, "viewBots");
  const bot = await getBot(member.context, id, healthOf(slug));
  if (!bot) notFound();
  return { ...member, bot };
});

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { tenant, bot } = await params;
  return { title: (await load(tenant, bot)).bot.name };
}

export default async function Page({ params }: { params: Params }) {
  const { tenant: slug, bot: id } = await params;
  const { tenant, context, person, bot } = await load(slug, id);
  const [order, { conversations }] = await Promise.all([
    can(context.role, "viewChain") ? readOrder(context, id) : null,
    listConversations(context, { botId: id }),
  ]);
  return (
    <>
      <BotPage
        key={bot.id}
        tenant={tenant.slug}
        bot={bot}
        models={order?.entries.filter(({ enabled }) => enabled).map(({ model }) => model) ?? null}
        tabs={<BotTabs tenant={tenant.slug} bot={bot.id} current="prompt" />}
        talks={
          <BotTalks
            tenant={tenant.slug}
            bot={bot.id}
            conversations={conversations.slice(0, 3)}
            maySend={can(context.role, "sendBroadcasts")}
          />
        }
        person={{ name: person.name, role: context.role }}
      />
      <KeepFresh of={["bots"]} />
    </>
  );
}
