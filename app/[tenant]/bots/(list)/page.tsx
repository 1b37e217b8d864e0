import { Bot } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireMember } from "../../../session.ts";
import { KeepFresh } from "../../../shell/keep-fresh.tsx";
import { botsOf } from "../../reads.ts";
import { EmptyStart } from "../../start/empty-start.tsx";
import { BotList } from "./bot-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("bots"))("title") };
}

export default async function BotsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant, context } = await requireMember((await params).tenant, "viewBots");
  const t = await getTranslations("bots");
  return (
    <>
      <BotList
        tenant={tenant.slug}
        bots={await botsOf(tenant.slug)}
        role={context.role}
        empty={
          <EmptyStart tenant={tenant.slug} context={context} icon={Bot} title={t("empty.title")}>
            {t("empty.body")}
          </EmptyStart>
        }
      />
      <KeepFresh of={["bots"]} />
    </>
  );
}
