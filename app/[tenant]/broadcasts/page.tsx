import { Megaphone } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { botNames } from "#lib/bots/names.ts";
import { listBroadcasts } from "#lib/broadcasts/read.ts";
import { can } from "#lib/people/can.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { PageTurns } from "../../components/page-turns.tsx";
import { requireMember } from "../../session.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { EmptyStart } from "../start/empty-start.tsx";
import { BroadcastList } from "./broadcast-list.tsx";
import { NewBroadcast } from "./new-broadcast.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("broadcasts"))("title") };
}

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<{ page?: string | string[] }>;
}

const LAST_PAGE = 1_000;
const pageIn = (given: string | string[] | undefined): number =>
  Math.min(LAST_PAGE, Math.max(0, Number.parseInt([given].flat()[0] ?? "", 10) || 0));

export default async function BroadcastsPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const { context } = await requireMember(tenant, "viewAnswers");
  const page = pageIn((await searchParams).page);
  const [t, { broadcasts, more }, bots] = await Promise.all([
    getTranslations("broadcasts"),
    listBroadcasts(context, page),
    botNames(context),
  ]);
  const maySend = can(context.role, "sendBroadcasts");
  const create = maySend && bots.length > 0 ? <NewBroadcast tenant={tenant} bots={bots} /> : null;
  const to = (number: number) => `/${tenant}/broadcasts${number > 0 ? `?page=${number}` : ""}`;
  return (
    <>
      <PageHeader title={t("title")} intro={t("intro")} actions={broadcasts.length > 0 ? create : null} />
      {broadcasts.length > 0 ? (
        <BroadcastList tenant={tenant} broadcasts={broadcasts} />
      ) : page > 0 ? (
        <EmptyState icon={Megaphone} title={t("empty.page")} />
      ) : (
        <EmptyStart
          tenant={tenant}
          context={context}
          icon={Megaphone}
          title={t("empty.title")}
          action={create}
        >
          {t(maySend ? "empty.body" : "empty.viewer")}
        </EmptyStart>
      )}
      <PageTurns
        label={t("title")}
        first={page > 0 ? { href: to(0), label: t("newest") } : null}
        next={more ? { href: to(page + 1), label: t("older") } : null}
      />
      {broadcasts.some(({ state }) => state === "sending" || state === "scheduled") ? (
        <KeepFresh everyMs={5_000} />
      ) : null}
    </>
  );
}
