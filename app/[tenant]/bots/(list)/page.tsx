import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { listBots } from "#lib/bots/list.ts";
import { requireMember } from "../../../session.ts";
import { KeepFresh } from "../../../shell/keep-fresh.tsx";
import { BotList } from "./bot-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("bots"))("title") };
}

export default async function BotsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant, context } = await requireMember((await params).tenant, "viewBots");
  return (
    <>
      <BotList tenant={tenant.slug} bots={await listBots(context)} role={context.role} />
      <KeepFresh of={["bots"]} />
    </>
  );
}
