import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { botNames } from "#lib/bots/names.ts";
import { modelRests } from "#lib/chain-state/resting.ts";
import { labelled } from "#lib/keys/default-label.ts";
import { keyNames } from "#lib/keys/names.ts";
import { getModels } from "#lib/models/list.ts";
import { can } from "#lib/people/can.ts";
import { requireMember } from "../../session.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { StartNotice } from "../start/empty-start.tsx";
import { OrderEditor } from "./order-editor.tsx";
import { ScopeSelect } from "./scope-select.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("models"))("title") };
}

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<{ bot?: string | string[] }>;
}

/** The order of all bots; with `?bot=ID` that of one of them. */
export default async function ModelsPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const { bot: asked } = await searchParams;
  const { context } = await requireMember(tenant, "viewChain");
  const [t, locale, bots, keys] = await Promise.all([
    getTranslations("models"),
    getLocale(),
    botNames(context),
    keyNames(context),
  ]);
  const bot = asked === undefined ? null : bots.find(({ id }) => id === asked);
  if (bot === undefined) notFound();
  const view = await getModels(context, bot?.id ?? null);
  const rests = await modelRests(
    context,
    view.entries.map(({ model }) => model),
  );
  return (
    <>
      <StartNotice tenant={tenant} context={context} />
      <OrderEditor
        key={bot?.id ?? "tenant"}
        tenant={tenant}
        botId={bot?.id ?? null}
        view={view}
        rests={rests}
        keys={keys.map((key) => labelled(locale, key))}
        intro={bot ? t("introBot", { bot: bot.username }) : t("intro")}
        editable={can(context.role, "manageModels")}
        priceable={can(context.role, "setPrices")}
      >
        {bots.length > 0 ? <ScopeSelect bots={bots} botId={bot?.id ?? null} /> : null}
      </OrderEditor>
      <KeepFresh of={["models", "keys"]} at={Object.values(rests).map(({ until }) => until)} />
    </>
  );
}
