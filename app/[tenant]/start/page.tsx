import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { chatAddress } from "#lib/addresses.ts";
import { demoAddress } from "#lib/demo.ts";
import { ownPageChat } from "#lib/page-chat/ask.ts";
import { pageExchanges } from "#lib/page-chat/exchange.ts";
import { shownExchange } from "#lib/page-chat/saying.ts";
import { qrOf } from "#lib/qr.ts";
import { readStart } from "#lib/start/start.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { requireMember } from "../../session.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { StartSteps } from "./start-steps.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("start"))("title") };
}

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<{ bot?: string | string[] }>;
}

/** From nothing to the first answer: a bot, a key, a chat in the page, then Telegram. */
export default async function StartPage({ params, searchParams }: Props) {
  const { tenant, context, person } = await requireMember((await params).tenant, "manageBots");
  const { bot: asked } = await searchParams;
  const [t, start] = await Promise.all([
    getTranslations("start"),
    readStart(context, [asked].flat()[0] ?? null),
  ]);
  const { bot } = start;
  const chat = bot ? await pageExchanges(context, ownPageChat(context, bot.id)) : [];
  const link = bot ? chatAddress(demoAddress(), bot.username) : null;
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader title={t("title")} intro={t("intro")} />
      <StartSteps
        key={bot?.id ?? ""}
        tenant={tenant.slug}
        person={{ name: person.name, role: context.role }}
        start={start}
        earlier={chat.map(shownExchange)}
        telegram={link === null ? null : { link, qr: qrOf(link), isDemo: demoAddress() !== null }}
      />
      <KeepFresh of={["bots", "keys"]} />
      {bot && start.keys > 0 && !bot.lastMessageAt ? <KeepFresh everyMs={1_500} /> : null}
    </div>
  );
}
