import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { type BotDetails, getBot } from "#lib/bots/list.ts";
import { type Member, requireMember } from "../../../session.ts";
import { KeepFresh } from "../../../shell/keep-fresh.tsx";
import { healthOf } from "../../reads.ts";
import { BotPage } from "./bot-page.tsx";

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
  return (
    <>
      <BotPage
        key={bot.id}
        tenant={tenant.slug}
        bot={bot}
        person={{ name: person.name, role: context.role }}
      />
      <KeepFresh of={["bots"]} />
    </>
  );
}
