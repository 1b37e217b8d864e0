import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { can } from "#lib/people/can.ts";
import { requireMember } from "../../../../session.ts";
import { BotFrame, SettingsPart } from "../bot-frame.tsx";
import { botSettingsOf } from "../load-settings.ts";
import { DeliveryState } from "./delivery-state.tsx";
import { FileButtons } from "./file-buttons.tsx";
import { IntakeForm } from "./intake-form.tsx";

type Params = Promise<{ tenant: string; bot: string }>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("botSettings.tabs"))("connection") };
}

/** How the bot's messages arrive from Telegram, and its settings as a file. */
export default async function ConnectionPage({ params }: { params: Params }) {
  const { tenant: slug, bot: id } = await params;
  const { tenant, context } = await requireMember(slug, "viewBots");
  const bot = await botSettingsOf(context, id);
  const t = await getTranslations("botSettings");
  const { intake, webhookFault, usesWebhook } = bot;
  const manages = can(context.role, "manageBots");
  return (
    <BotFrame tenant={tenant.slug} bot={bot} current="connection">
      <SettingsPart title={t("intake.title")} intro={t("intake.intro")}>
        <IntakeForm
          {...{ tenant: tenant.slug, bot: id, intake, fault: webhookFault, usesWebhook }}
          editable={manages}
        />
      </SettingsPart>
      <SettingsPart title={t("delivery.title")} intro={t("delivery.intro")}>
        <DeliveryState
          {...{ tenant: tenant.slug, bot: id, usesWebhook }}
          renews={manages && usesWebhook}
          occasion={`${intake} ${usesWebhook}`}
        />
      </SettingsPart>
      {can(context.role, "runBots") ? (
        <SettingsPart title={t("file.title")} intro={t("file.intro")}>
          <FileButtons tenant={tenant.slug} bot={id} username={bot.username} />
        </SettingsPart>
      ) : null}
    </BotFrame>
  );
}
