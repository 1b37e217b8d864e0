"use client";
// How a question in the page ended: who answered, or the one cause and the one step that mends it.
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { remedyOf } from "#lib/bots/remedy.ts";
import type { BotCondition } from "#lib/bots/state.ts";
import { saidOf } from "#lib/gemini/said.ts";
import type { AnswerCause } from "#lib/page-chat/cause.ts";
import type { PageAnswer } from "#lib/page-chat/saying.ts";
import { Button } from "../../components/button.tsx";
import { useClassWords, useSaid } from "../../components/class-words.ts";
import { Notice } from "../../components/notice.tsx";
import { Countdown } from "../../components/time.tsx";
import { useElsewhere } from "../../shell/elsewhere.tsx";
import { useDuration } from "../answers/duration.ts";
import { BotComesBack, RemedyButton, useRemedy } from "../bots/bot-state.tsx";
import { type MendStep, stepOf } from "./steps.ts";
import type { ChatBot, ChatLine } from "./use-page-chat.ts";

interface Props {
  tenant: string;
  bot: ChatBot;
  line: ChatLine;
  again: () => void;
}

export function AnswerOutcome({ tenant, bot, line: { answer, failure }, again }: Props) {
  const t = useTranslations("chat");
  const repeat = (
    <Button size="sm" variant="secondary" onClick={again}>
      {t("step.again")}
    </Button>
  );
  if (failure?.kind === "stopped") return <p className="text-13 text-muted-foreground">{t("stopped")}</p>;
  if (failure) {
    const said = failure.kind === "lost" ? t("lost") : failure.error;
    return <Notice className="mb-0" tone="broken" title={said} action={repeat} />;
  }
  if (!answer) return null;
  const { cause } = answer;
  if (!cause) return <By tenant={tenant} answer={answer} />;
  return cause.kind === "failure" ? (
    <Refused tenant={tenant} bot={bot} cause={cause} repeat={repeat} />
  ) : (
    <Unable tenant={tenant} bot={bot} condition={cause.condition} repeat={repeat} />
  );
}

interface Failing {
  tenant: string;
  bot: ChatBot;
  repeat: ReactNode;
}

function By({ tenant, answer: { id, by, attempts, totalMs } }: { tenant: string; answer: PageAnswer }) {
  const t = useTranslations("chat");
  const duration = useDuration();
  if (!by) return null;
  return (
    <p className="flex flex-wrap gap-x-2 text-12 text-muted-foreground">
      <span>
        {t("by", { ...by, last4: by.last4 || "none", time: duration(totalMs ?? 0) })}
        {attempts > 1 ? ` · ${t("attempts", { count: attempts })}` : ""}
      </span>
      <Link href={`/${tenant}/answers/${id}`} className="underline underline-offset-4">
        {t("trace")}
      </Link>
    </p>
  );
}

/** Nothing could be asked: the bot's own state says why. */
function Unable({ tenant, bot, condition, repeat }: Failing & { condition: BotCondition }) {
  const t = useTranslations("chat");
  const remedy = useRemedy(condition);
  const button = remedyOf(bot.id, condition) ? (
    <RemedyButton tenant={tenant} bot={{ id: bot.id, condition }} role={bot.role} />
  ) : (
    repeat
  );
  return (
    <Notice
      className="mb-0"
      tone={condition.kind === "broken" ? "broken" : "waiting"}
      title={remedy ?? t("lost")}
      action={button}
    >
      <BotComesBack condition={condition} />
    </Notice>
  );
}

/** Google was asked and refused. */
function Refused({
  tenant,
  bot,
  cause,
  repeat,
}: Failing & { cause: Extract<AnswerCause, { kind: "failure" }> }) {
  const t = useTranslations("chat");
  const words = useClassWords();
  const { class: kind, key, model, reason, until } = cause;
  const said = useSaid();
  const step = stepOf(kind);
  const { studio } = useElsewhere();
  const hrefs: Record<Exclude<MendStep, "again" | "studio">, string> = {
    key: `/${tenant}/keys#key=${key.id}`,
    moreKeys: `/${tenant}/keys#add`,
    models: `/${tenant}/models?bot=${bot.id}`,
    prompt: `/${tenant}/bots/${bot.id}`,
  };
  return (
    <Notice
      className="mb-0"
      tone={step === "again" ? "waiting" : "broken"}
      title={words.headline(kind, { ...key, model, reason })}
      action={
        step === "again" ? (
          repeat
        ) : (
          <Button asChild size="sm">
            {step === "studio" ? (
              <a href={studio} target="_blank" rel="noreferrer">
                {t("step.studio")}
              </a>
            ) : (
              <Link href={hrefs[step]}>{t(`step.${step}`)}</Link>
            )}
          </Button>
        )
      }
    >
      {words.remedy(kind, reason)} {until && step === "again" ? <Countdown until={until} /> : null}
      {reason ? (
        <span className="mt-1 block break-words text-12">
          {saidOf(reason).by === "google" ? t("google", { reason }) : said(reason).text}
        </span>
      ) : null}
    </Notice>
  );
}
