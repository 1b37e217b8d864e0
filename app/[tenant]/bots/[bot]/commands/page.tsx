import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { builtInCommands } from "#lib/bots/own-commands.ts";
import { can } from "#lib/people/can.ts";
import { requireMember } from "../../../../session.ts";
import { BotFrame, SettingsPart } from "../bot-frame.tsx";
import { botSettingsOf } from "../load-settings.ts";
import { CommandList } from "./command-list.tsx";

type Params = Promise<{ tenant: string; bot: string }>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("botSettings.tabs"))("commands") };
}

/** The owner's own commands in the order of Telegram's menu, and those that every bot has. */
export default async function CommandsPage({ params }: { params: Params }) {
  const { tenant: slug, bot: id } = await params;
  const { tenant, context } = await requireMember(slug, "viewBots");
  const bot = await botSettingsOf(context, id);
  const t = await getTranslations("botSettings.commands");
  const words = await getTranslations("telegram.commands");
  return (
    <BotFrame tenant={tenant.slug} bot={bot} current="commands">
      <SettingsPart title={t("title")} intro={t("intro")}>
        <CommandList
          tenant={tenant.slug}
          bot={id}
          commands={bot.commands}
          languages={bot.speech.languages}
          editable={can(context.role, "runBots")}
        />
      </SettingsPart>
      <SettingsPart title={t("builtIn")} intro={t("builtInIntro")}>
        <dl className="grid grid-cols-[7rem_1fr] gap-y-1.5 text-13">
          {builtInCommands.map((name) => (
            <div key={name} className="contents">
              <dt className="font-mono text-12 leading-5">/{name}</dt>
              <dd className="text-muted-foreground">{words(name)}</dd>
            </div>
          ))}
        </dl>
      </SettingsPart>
    </BotFrame>
  );
}
