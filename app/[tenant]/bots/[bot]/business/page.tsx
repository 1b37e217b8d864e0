import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { getBusiness } from "#lib/business/view.ts";
import { can } from "#lib/people/can.ts";
import { requireMember } from "../../../../session.ts";
import { BotFrame, SettingsPart } from "../bot-frame.tsx";
import { AccountList } from "./account-list.tsx";
import { BusinessForm } from "./business-form.tsx";
import { ChatList } from "./chat-list.tsx";

type Params = Promise<{ tenant: string; bot: string }>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("botSettings.tabs"))("business") };
}

/** A shop's own account connected to the bot: how, which ones, and what the bot does in their chats. */
export default async function BusinessPage({ params }: { params: Params }) {
  const { tenant: slug, bot: id } = await params;
  const { tenant, context } = await requireMember(slug, "viewBots");
  const bot = await getBusiness(context, id);
  if (!bot) notFound();
  const t = await getTranslations("business");
  const editable = can(context.role, "runBots");
  const { connections, chats, leftAlone, waiting, zone, name: _, username: __, id: ___, ...settings } = bot;
  const place = { tenant: tenant.slug, bot: id, editable };
  return (
    <BotFrame tenant={tenant.slug} bot={bot} current="business">
      <SettingsPart title={t("accounts.title")} intro={t("accounts.intro")}>
        <AccountList {...place} connections={connections} username={bot.username} waiting={waiting} />
      </SettingsPart>
      <SettingsPart title={t("form.title")} intro={t("form.intro")}>
        <BusinessForm {...place} settings={settings} zone={zone} />
      </SettingsPart>
      {chats.length > 0 ? (
        <SettingsPart title={t("chats.title")} intro={t("chats.intro", { count: leftAlone })}>
          <ChatList {...place} chats={chats} />
        </SettingsPart>
      ) : null}
    </BotFrame>
  );
}
