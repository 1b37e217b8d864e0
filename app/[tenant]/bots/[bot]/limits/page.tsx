import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { placeholders } from "#lib/bots/words.ts";
import { locales } from "#lib/messages/locales.ts";
import { say } from "#lib/messages/translate.ts";
import { can } from "#lib/people/can.ts";
import { requireMember } from "../../../../session.ts";
import { BotFrame, SettingsPart } from "../bot-frame.tsx";
import { botSettingsOf } from "../load-settings.ts";
import { WordsForm } from "../words-form.tsx";
import { AllowancesForm } from "./allowances-form.tsx";
import { GroupsForm } from "./groups-form.tsx";
import { MannerForm } from "./manner-form.tsx";
import { MemoryPart } from "./memory-part.tsx";

type Params = Promise<{ tenant: string; bot: string }>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("botSettings.tabs"))("limits") };
}

/** How much people may ask, what they are told beyond it, and to what the bot answers in groups. */
export default async function LimitsPage({ params }: { params: Params }) {
  const { tenant: slug, bot: id } = await params;
  const { tenant, context } = await requireMember(slug, "viewBots");
  const bot = await botSettingsOf(context, id);
  const t = await getTranslations("botSettings");
  const allowances = await getTranslations("bots.allowances");
  const editable = can(context.role, "runBots");
  const usual = Object.fromEntries(
    locales.map((locale) => [locale, say(locale)("enoughToday", { when: placeholders.when })]),
  );
  const { atLimit, languages, voice, rich } = bot.speech;
  return (
    <BotFrame tenant={tenant.slug} bot={bot} current="limits">
      <SettingsPart title={allowances("title")} intro={allowances("intro")}>
        <AllowancesForm tenant={tenant.slug} bot={bot} editable={editable} />
      </SettingsPart>
      <SettingsPart title={t("atLimit.title")} intro={t("atLimit.intro", { when: placeholders.when })}>
        <WordsForm
          kind="atLimit"
          {...{ tenant: tenant.slug, bot: id, texts: atLimit, usual, languages, editable }}
        />
      </SettingsPart>
      <SettingsPart title={t("groups.title")} intro={t("groups.intro")}>
        <GroupsForm tenant={tenant.slug} bot={id} groups={bot.groups} editable={editable} />
      </SettingsPart>
      <SettingsPart title={t("manner.title")} intro={t("manner.intro")}>
        <MannerForm tenant={tenant.slug} bot={id} manner={{ voice, rich }} editable={editable} />
      </SettingsPart>
      <SettingsPart title={t("memory.title")} intro={t("memory.intro")}>
        <MemoryPart tenant={tenant.slug} bot={id} memory={bot.memory} editable={editable} />
      </SettingsPart>
    </BotFrame>
  );
}
