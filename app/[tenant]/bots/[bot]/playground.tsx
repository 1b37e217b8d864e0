"use client";
// A chat with the bot beside its prompt: answers come from the workers' own pipeline, with the text that stands in the editor.
import { RotateCcw, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Hint } from "../../../components/hint.tsx";
import { NotLoaded } from "../../../components/not-loaded.tsx";
import { Skeleton } from "../../../components/skeleton.tsx";
import { useQuestion } from "../../../saving/use-question.ts";
import { useSave } from "../../../saving/use-save.ts";
import { WaterfallChart } from "../../answers/[id]/waterfall-chart.tsx";
import { askBot, readPageChat, readTrace } from "../../chat/actions.ts";
import { BotChat } from "../../chat/bot-chat.tsx";
import type { ChatBot } from "../../chat/use-page-chat.ts";

interface Props {
  tenant: string;
  bot: ChatBot;
  /** Name of whoever asks. */
  person: string;
  /** The text that is tried; null: the published one. */
  draft: string | null;
  onClose: () => void;
}

export function Playground({ tenant, bot, person, draft, onClose }: Props) {
  const t = useTranslations("bots.playground");
  const { save, pending } = useSave();
  const locale = useLocale();
  /** Counts the conversations that were begun here. */
  const [begun, setBegun] = useState(0);
  const [answer, setAnswer] = useState<string | null>(null);
  const earlier = useQuestion(() => readPageChat(tenant, { botId: bot.id }), bot.id);
  /** Of a conversation that was begun here, nothing. */
  const said = begun > 0 ? [] : earlier.answer;
  const trace = useQuestion(() => readTrace(tenant, { id: answer ?? "" }), answer);

  async function startOver(): Promise<void> {
    const request = () => askBot(tenant, { botId: bot.id, text: "/new", locale, name: person });
    const sent = await save({ request, refresh: false });
    if (!sent.ok) return;
    setAnswer(null);
    setBegun(begun + 1);
  }

  return (
    <section aria-labelledby="playground" className="grid gap-3">
      <header className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 id="playground" className="text-14 font-medium">
            {t("title")}
          </h2>
          <p aria-live="polite" className="text-13 text-muted-foreground">
            {t(draft === null ? "own" : "draft")}
          </p>
        </div>
        <Hint text={t("forget")}>
          <Button
            variant="ghost"
            size="icon"
            aria-label={t("forget")}
            className="-mt-1"
            pending={pending}
            onClick={() => void startOver()}
          >
            <RotateCcw aria-hidden />
          </Button>
        </Hint>
        <Button variant="ghost" size="icon" aria-label={t("close")} className="-mt-1 -ml-2" onClick={onClose}>
          <X aria-hidden />
        </Button>
      </header>
      {said === "loading" ? (
        <Skeleton className="h-48" />
      ) : said === "away" ? (
        <NotLoaded again={earlier.again} />
      ) : (
        <BotChat
          key={begun}
          tenant={tenant}
          bot={bot}
          person={person}
          earlier={said}
          prompt={draft}
          onAnswer={setAnswer}
        />
      )}
      {answer !== null && typeof trace.answer !== "string" ? (
        <section aria-labelledby="last-trace">
          <h3 id="last-trace" className="mb-1 font-medium text-13">
            {t("trace")}
          </h3>
          <WaterfallChart tenant={tenant} trace={trace.answer} />
        </section>
      ) : null}
    </section>
  );
}
