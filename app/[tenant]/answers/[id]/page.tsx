import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { AnswerTrace } from "#lib/answers/trace.ts";
import { brokenBots } from "#lib/bots/needs.ts";
import type { Context } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { can } from "#lib/people/can.ts";
import { TelegramText } from "../../../components/telegram-text.tsx";
import { requireMember } from "../../../session.ts";
import { KeepFresh } from "../../../shell/keep-fresh.tsx";
import { NeedNotice } from "../../need.tsx";
import { botsOf } from "../../reads.ts";
import { AnswerState } from "../answer-state.tsx";
import { labelledTrace } from "../labelled-trace.ts";
import { Thumbs } from "../thumbs.tsx";
import { AnswerFacts } from "./answer-facts.tsx";
import { Exchange } from "./exchange.tsx";
import { KnowledgePart } from "./knowledge-part.tsx";
import { NoAttempt } from "./no-attempt.tsx";
import { WaterfallChart } from "./waterfall-chart.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("answers"))("title") };
}

async function read(context: Context, id: string): Promise<AnswerTrace> {
  try {
    return await labelledTrace(context, id);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
}

export default async function AnswerPage({ params }: { params: Promise<{ tenant: string; id: string }> }) {
  const { tenant, id } = await params;
  const { context } = await requireMember(tenant, "viewAnswers");
  const [t, trace, bots] = await Promise.all([
    getTranslations("answers"),
    read(context, id),
    can(context.role, "viewBots") ? botsOf(tenant) : [],
  ]);
  const bot = bots.find((each) => each.id === trace.bot.id) ?? null;
  const isUntried = trace.attempts.length === 0 && trace.attemptsKept && trace.state === "apologised";
  return (
    <>
      <Link
        href={`/${tenant}/answers`}
        className="mb-3 inline-flex items-center gap-1.5 text-13 text-muted-foreground hover:text-foreground"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("back")}
      </Link>
      <div className="grid gap-8">
        <Exchange tenant={tenant} trace={trace}>
          {trace.exchange?.text ? <TelegramText markdown={trace.exchange.text} /> : null}
        </Exchange>
        <KnowledgePart tenant={tenant} trace={trace} />
        <section>
          <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-1">
            <h2 className="text-16">{t("chain")}</h2>
            <AnswerState state={trace.state} />
            <Thumbs liked={trace.liked} disliked={trace.disliked} />
            <p className="text-13 text-muted-foreground">{isUntried ? "" : summaryOf(trace, t)}</p>
          </div>
          {isUntried ? (
            <NoAttempt tenant={tenant} bot={bot} role={context.role} waited={trace.retryAt !== null} />
          ) : null}
          {!isUntried && bot
            ? brokenBots([bot], Date.now()).map((need) => (
                <NeedNotice key={bot.id} tenant={tenant} role={context.role} need={need} />
              ))
            : null}
          <AnswerFacts trace={trace} />
          {trace.attempts.length > 0 ? <WaterfallChart tenant={tenant} trace={trace} /> : null}
        </section>
      </div>
      {trace.state === "running" ? <KeepFresh everyMs={1_000} /> : null}
    </>
  );
}

type T = Awaited<ReturnType<typeof getTranslations<"answers">>>;

function summaryOf({ state, attempts, attemptsKept, knowledge }: AnswerTrace, t: T): string {
  if (!attemptsKept) return t("summary.gone");
  if (state === "running") return t("summary.running");
  if (state === "cancelled") return "";
  if (attempts.length === 0 && knowledge?.unknown) return t("summary.unknown");
  if (attempts.at(-1)?.class !== "ok") return t("summary.none", { count: attempts.length });
  const failed = attempts.length - 1;
  return failed === 0 ? t("summary.first") : t("summary.later", { count: attempts.length, failed });
}
