"use client";
// What the bot would find for a question, and why; asked again after a change, what has become of each part.
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { QUESTION_MAX } from "#lib/knowledge/lengths.ts";
import type { TriedQuestion } from "#lib/knowledge/try.ts";
import { Button } from "../../../../components/button.tsx";
import { Input } from "../../../../components/input.tsx";
import { State } from "../../../../components/state.tsx";
import { onDemand } from "../../../../on-demand.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { askKnowledge } from "./actions.ts";

const FoundList = onDemand(() => import("./found-list.tsx").then((module) => module.FoundList));

interface Props {
  tenant: string;
  bot: { id: string };
  /** It answers from its knowledge only. */
  only: boolean;
  /** Differs once what bots use has changed. */
  state: string;
}

interface Asked {
  question: string;
  state: string;
  tried: TriedQuestion;
  /** What was found for the same question before. */
  before: TriedQuestion | null;
}

export function TryQuestion({ tenant, bot, only, state }: Props) {
  const t = useTranslations("knowledge.try");
  const { save, pending } = useSave();
  const [question, setQuestion] = useState("");
  const [asked, setAsked] = useState<Asked | null>(null);
  const place = useRef<HTMLElement>(null);

  // On a phone what is found is out of sight below the question.
  useEffect(() => {
    if (asked && matchMedia("(width < 48rem)").matches) place.current?.scrollIntoView();
  }, [asked]);

  async function ask(wanted: string): Promise<void> {
    const typed = wanted.trim();
    if (!typed || pending) return;
    const request = () => askKnowledge(tenant, { id: bot.id, question: typed });
    const answer = await save({ request, question: true, refresh: false });
    if (!answer.ok) return;
    const before = asked?.question === typed ? asked.tried : null;
    setAsked({ question: typed, state, tried: answer.value, before });
  }

  const tried = asked?.tried;
  return (
    <section ref={place} aria-labelledby="try" className="scroll-mt-4">
      <h2 id="try" className="text-16">
        {t("title")}
      </h2>
      <p className="mt-0.5 mb-3 text-13 text-muted-foreground">{t("intro")}</p>
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void ask(question);
        }}
      >
        <Input
          aria-label={t("label")}
          value={question}
          maxLength={QUESTION_MAX}
          placeholder={t("placeholder")}
          autoComplete="off"
          onChange={({ target }) => setQuestion(target.value)}
          className="min-w-0 flex-1"
        />
        <Button
          type="submit"
          variant="secondary"
          className="max-md:h-11"
          pending={pending}
          disabled={!question.trim()}
        >
          {t("ask")}
        </Button>
      </form>
      <div aria-live="polite">
        {asked && tried ? (
          <div className="mt-4">
            <p className="flex flex-wrap items-baseline justify-between gap-x-4">
              <State kind={tried.enough ? "works" : "waiting"}>{t(tried.enough ? "enough" : "little")}</State>
              <span className="text-12 text-muted-foreground">
                {t("found", { count: tried.pieces.length })}
              </span>
            </p>
            <p className="mt-1 text-13 text-muted-foreground">
              {tried.enough
                ? tried.list
                  ? t("list")
                  : tried.whole
                    ? t("whole")
                    : null
                : t(only ? "littleOnly" : "littleFree")}
            </p>
            {asked.state !== state ? (
              <p className="mt-2 flex flex-wrap items-center gap-x-2 text-13">
                {t("stale")}
                <Button variant="link" size="sm" pending={pending} onClick={() => void ask(asked.question)}>
                  {t("again")}
                </Button>
              </p>
            ) : null}
            <FoundList tried={tried} before={asked.before} at={`/${tenant}/bots/${bot.id}/knowledge`} />
          </div>
        ) : null}
      </div>
    </section>
  );
}
