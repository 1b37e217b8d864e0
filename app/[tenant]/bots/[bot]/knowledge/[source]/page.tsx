import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { listAnswers } from "#lib/knowledge/answers.ts";
import { listProducts } from "#lib/knowledge/products.ts";
import { getKnowledgeBot, listPieces, readSource } from "#lib/knowledge/view.ts";
import { can } from "#lib/people/can.ts";
import { requireMember } from "../../../../../session.ts";
import { KeepFresh } from "../../../../../shell/keep-fresh.tsx";
import { BotFrame } from "../../bot-frame.tsx";
import { isUnderWay } from "../source-states.ts";
import { PieceList } from "./piece-list.tsx";
import { ProductTable } from "./product-table.tsx";
import { SourceHead } from "./source-head.tsx";
import { WrittenAnswers } from "./written-answers.tsx";

interface Props {
  params: Promise<{ tenant: string; bot: string; source: string }>;
  searchParams: Promise<{ q?: string | string[]; from?: string | string[] }>;
}

const load = cache(async (slug: string, botId: string, sourceId: string) => {
  const { tenant, context } = await requireMember(slug, "viewBots");
  const bot = await getKnowledgeBot(context, botId);
  const source = bot && (await readSource(context, botId, sourceId));
  if (!bot || !source) notFound();
  return { tenant, context, bot, source };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { tenant, bot, source } = await params;
  return { title: (await load(tenant, bot, source)).source.name };
}

const FROM_MAX = 1_000_000;
const startOf = (given: string | string[] | undefined): number =>
  Math.min(FROM_MAX, Math.max(0, Number.parseInt([given].flat()[0] ?? "", 10) || 0));

/** One source: what bots read of it, or what is written in it. */
export default async function SourcePage({ params, searchParams }: Props) {
  const { tenant: slug, bot: botId, source: sourceId } = await params;
  // Members who may see bots; `load` asks it once for the title and the page.
  await requireMember(slug, "viewBots");
  const { tenant, context, bot, source } = await load(slug, botId, sourceId);
  const query = await searchParams;
  const [search, from] = [typeof query.q === "string" ? query.q.slice(0, 100) : "", startOf(query.from)];
  const t = await getTranslations("knowledge.source");
  const editable = can(context.role, "runBots");
  const at = `/${tenant.slug}/bots/${botId}/knowledge`;
  const place = { tenant: tenant.slug, bot: botId, source: sourceId, editable };
  return (
    <BotFrame tenant={tenant.slug} bot={bot} current="knowledge" wide>
      <div className="min-w-0">
        <Link
          href={at}
          prefetch={false}
          className="mb-3 inline-flex items-center gap-1.5 text-13 text-muted-foreground hover:text-foreground"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {t("back")}
        </Link>
        <SourceHead
          tenant={tenant.slug}
          bot={{ id: botId, name: bot.name }}
          source={source}
          editable={editable}
        />
        {source.kind === "answers" ? (
          <WrittenAnswers {...place} answers={await listAnswers(context, sourceId)} />
        ) : source.kind === "products" ? (
          <ProductTable
            {...place}
            {...(await listProducts(context, sourceId, { from, search }))}
            pieces={source.newest?.pieces ?? 0}
            from={from}
            search={search}
          />
        ) : (
          <PieceList
            {...(await listPieces(context, sourceId, { from, search }))}
            from={from}
            search={search}
          />
        )}
      </div>
      {isUnderWay(source) ? <KeepFresh everyMs={2_000} /> : null}
    </BotFrame>
  );
}
