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
import { LanguagesForm } from "./languages-form.tsx";

type Params = Promise<{ tenant: string; bot: string }>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("botSettings.tabs"))("words") };
}

/** What answers /start, and the languages in which the bot itself speaks. */
export default async function WordsPage({ params }: { params: Params }) {
  const { tenant: slug, bot: id } = await params;
  const { tenant, context } = await requireMember(slug, "viewBots");
  const bot = await botSettingsOf(context, id);
  const t = await getTranslations("botSettings");
  const editable = can(context.role, "runBots");
  const usual = Object.fromEntries(
    locales.map((locale) => [locale, say(locale)("start", { name: bot.name })]),
  );
  const { welcome, languages, locale } = bot.speech;
  return (
    <BotFrame tenant={tenant.slug} bot={bot} current="words">
      <SettingsPart title={t("welcome.title")} intro={t("welcome.intro", { name: placeholders.name })}>
        <WordsForm
          kind="welcome"
          {...{ tenant: tenant.slug, bot: id, texts: welcome, usual, languages, editable }}
        />
      </SettingsPart>
      <SettingsPart title={t("languages.title")} intro={t("languages.intro")}>
        <LanguagesForm
          {...{ tenant: tenant.slug, bot: id, languages, locale, editable }}
          tenantLocale={bot.tenantLocale}
        />
      </SettingsPart>
    </BotFrame>
  );
}
