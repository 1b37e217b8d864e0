"use client";
// How a question in the page ended: who answered, or the one cause and the one step that mends it.
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Cause } from "#lib/page-chat/cause.ts";
import type { PageAnswer } from "#lib/page-chat/saying.ts";
import { Button } from "../../components/button.tsx";
import { useClassWords } from "../../components/class-words.ts";
import { Notice } from "../../components/notice.tsx";
import { Countdown } from "../../components/time.tsx";
import { useDuration } from "../answers/duration.ts";
import { STUDIO, type Step, stepOf } from "./steps.ts";
import type { ChatLine } from "./use-page-chat.ts";

interface Props {
  tenant: string;
  bot: { id: string };
  line: ChatLine;
  again: () => void;
}

export function Outcome({ tenant, bot, line: { answer, failure }, again }: Props) {
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
  return (
    <Failed cause={cause}>
      <NextStep tenant={tenant} bot={bot} cause={cause} repeat={repeat} />
    </Failed>
  );
}

function By({ tenant, answer: { id, by, attempts, totalMs } }: { tenant: string; answer: PageAnswer }) {
  const t = useTranslations("chat");
  const duration = useDuration();
  if (!by) return null;
  return (
    <p className="flex flex-wrap gap-x-2 text-12 text-muted-foreground">
      <span>
        {t("by", { model: by.model, label: by.label, last4: by.last4, time: duration(totalMs ?? 0) })}
        {attempts > 1 ? ` · ${t("attempts", { count: attempts })}` : ""}
      </span>
      <Link href={`/${tenant}/answers/${id}`} className="underline underline-offset-4">
        {t("trace")}
      </Link>
    </p>
  );
}

function Failed({ cause, children }: { cause: Cause; children: ReactNode }) {
  const t = useTranslations("chat");
  const words = useClassWords();
  if (cause.kind !== "failure") {
    return (
      <Notice className="mb-0" tone="broken" title={t(`cause.${cause.kind}.headline`)} action={children}>
        {t(`cause.${cause.kind}.remedy`)}
      </Notice>
    );
  }
  const { class: kind, key, model, reason, until } = cause;
  const passes = stepOf(cause) === "again";
  return (
    <Notice
      className="mb-0"
      tone={passes ? "waiting" : "broken"}
      title={words.headline(kind, { ...key, model })}
      action={children}
    >
      {words.remedy(kind)} {until && passes ? <Countdown until={until} /> : null}
      {reason ? <span className="mt-1 block break-words text-12">{t("google", { reason })}</span> : null}
    </Notice>
  );
}

interface NextStepProps {
  tenant: string;
  bot: { id: string };
  cause: Cause;
  repeat: ReactNode;
}

function NextStep({ tenant, bot, cause, repeat }: NextStepProps) {
  const t = useTranslations("chat.step");
  const step = stepOf(cause);
  if (step === "again") return repeat;
  const keyId = cause.kind === "failure" ? cause.key.id : "";
  const hrefs: Record<Exclude<Step, "again">, string> = {
    key: `/${tenant}/keys#key=${keyId}`,
    moreKeys: `/${tenant}/keys#add=`,
    addKey: `/${tenant}/start?bot=${bot.id}`,
    studio: STUDIO,
    models: `/${tenant}/models`,
    prompt: `/${tenant}/bots/${bot.id}`,
  };
  return (
    <Button asChild size="sm">
      {step === "studio" ? (
        <a href={hrefs[step]} target="_blank" rel="noreferrer">
          {t(step)}
        </a>
      ) : (
        <Link href={hrefs[step]}>{t(step)}</Link>
      )}
    </Button>
  );
}
