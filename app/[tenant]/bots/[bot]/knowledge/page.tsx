import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { WHOLE_TOKENS } from "#lib/knowledge/prompt.ts";
import { listSources } from "#lib/knowledge/sources.ts";
import { knowledgeUse } from "#lib/knowledge/use.ts";
import { getKnowledgeBot } from "#lib/knowledge/view.ts";
import { listOpenQuestions } from "#lib/open-questions/open-questions.ts";
import { can } from "#lib/people/can.ts";
import { cn } from "../../../../components/cn.ts";
import { requireMember } from "../../../../session.ts";
import { KeepFresh } from "../../../../shell/keep-fresh.tsx";
import { BotFrame } from "../bot-frame.tsx";
import { KnowledgeSwitches } from "./knowledge-switches.tsx";
import { OpenQuestions } from "./open-questions.tsx";
import { SourceBoard } from "./source-board.tsx";
import { isUnderWay } from "./source-states.ts";
import { TryQuestion } from "./try-question.tsx";
import { KnowledgeUseList } from "./use-list.tsx";

type Params = Promise<{ tenant: string; bot: string }>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("botSettings.tabs"))("knowledge") };
}

/** What the bot knows, what it would find, and what it could not answer. */
export default async function KnowledgePage({ params }: { params: Params }) {
  const { tenant: slug, bot: id } = await params;
  const { tenant, context } = await requireMember(slug, "viewBots");
  const bot = await getKnowledgeBot(context, id);
  if (!bot) notFound();
  const [sources, open, use] = await Promise.all([
    listSources(context, id),
    listOpenQuestions(context, id),
    knowledgeUse(context, id),
  ]);
  const editable = can(context.role, "runBots");
  const place = { tenant: tenant.slug, bot: { id, name: bot.name }, editable };
  const tokens = sources.reduce((sum, { newest }) => sum + (newest?.tokens ?? 0), 0);
  const board = <SourceBoard {...place} sources={sources} whole={tokens <= WHOLE_TOKENS} />;
  const kept = sources.flatMap(({ id, kind, name }) => (kind === "answers" ? [{ id, name }] : []));
  const questions = <OpenQuestions {...place} groups={open} kept={kept} />;
  /** Somebody waits for an answer: that comes first. */
  const isAsked = open.length > 0;
  const isBare = sources.length === 0 && !isAsked;
  const isReading = sources.some(isUnderWay);
  return (
    <BotFrame tenant={tenant.slug} bot={bot} current="knowledge" wide>
      <div
        className={cn(
          "grid grid-cols-[minmax(0,1fr)] gap-x-12 gap-y-10",
          isBare ? "mx-auto w-full max-w-3xl" : "lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr]",
        )}
      >
        {/* In one place for a bot that knows nothing and for any other: its first source ends no upload that is under way. */}
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-10">
          {isAsked ? questions : null}
          {board}
        </div>
        {isBare ? null : (
          <>
            <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-8 lg:row-span-2">
              <TryQuestion
                {...place}
                only={bot.knowledge.only}
                state={sources.map(({ id, servedAt }) => `${id}${servedAt?.getTime()}`).join()}
              />
              <KnowledgeSwitches {...place} settings={bot.knowledge} />
            </div>
            <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-10">
              {isAsked ? null : questions}
              <KnowledgeUseList at={`/${tenant.slug}/bots/${id}/knowledge`} use={use} />
            </div>
          </>
        )}
      </div>
      {isReading ? <KeepFresh everyMs={2_000} /> : null}
    </BotFrame>
  );
}
