"use client";
// A chat with a bot in the page: the answer streams in, and under it stands who answered, or what to do.
import { ArrowUp, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { ShownExchange } from "#lib/page-chat/saying.ts";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/cn.ts";
import { controlLook } from "../../components/input.tsx";
import { Notice } from "../../components/notice.tsx";
import { TelegramMessage } from "../../components/telegram-message.tsx";
import { useFleet } from "../../shell/pulse-provider.tsx";
import { AnswerOutcome } from "./answer-outcome.tsx";
import { type ChatBot, type ChatLine, usePageChat } from "./use-page-chat.ts";

interface Props {
  tenant: string;
  bot: ChatBot;
  /** Name of whoever asks. */
  person: string;
  earlier: readonly ShownExchange[];
  /** A prompt that is tried before it is published; null: the bot's own. */
  prompt?: string | null;
  /** Told of each answer that came, by its id. */
  onAnswer?: (id: string) => void;
}

const QUESTION_MAX = 4_096;

export function BotChat({ tenant, bot, person, earlier, prompt = null, onAnswer }: Props) {
  const t = useTranslations("chat");
  const { workers, connected } = useFleet();
  const { lines, isAsking, ask, stop } = usePageChat({
    tenant,
    botId: bot.id,
    name: person,
    earlier,
    prompt,
  });
  const [text, setText] = useState("");
  const log = useRef<HTMLDivElement>(null);
  const newest = lines.at(-1);
  const grown = `${lines.length} ${newest?.text.map((each) => each.text.length).join()} ${newest?.isAsking}`;
  useEffect(() => {
    if (grown && log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [grown]);

  const answered = newest?.answer?.id;
  useEffect(() => {
    if (answered) onAnswer?.(answered);
  }, [answered, onAnswer]);

  const canAsk = workers > 0 && connected;
  function send(question: string): void {
    // What is typed stays.
    if (!question.trim() || isAsking || !canAsk) return;
    ask(question.trim());
    setText("");
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send(text);
  }

  return (
    <section aria-label={t("label", { name: bot.name })} className="overflow-hidden rounded-lg border">
      <div
        ref={log}
        role="log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard
        tabIndex={0}
        aria-label={t("label", { name: bot.name })}
        className="grid max-h-[55dvh] min-h-32 content-end gap-3 overflow-y-auto bg-muted/40 p-3 md:p-4"
      >
        {lines.map((line) => (
          <Line key={line.id} tenant={tenant} bot={bot} line={line} again={() => send(line.question)} />
        ))}
        {lines.length === 0 ? (
          <div className="flex flex-wrap gap-2">
            {(["hello", "help"] as const).map((name) => (
              <Button
                key={name}
                variant="secondary"
                className="h-auto! max-w-full whitespace-normal py-2 text-left"
                disabled={!canAsk}
                onClick={() => send(t(`suggestions.${name}`))}
              >
                {t(`suggestions.${name}`)}
              </Button>
            ))}
          </div>
        ) : null}
      </div>
      {canAsk ? null : (
        <Notice tone="broken" className="mx-3 mt-3 mb-0">
          {t(connected ? "noWorker" : "offline")}
        </Notice>
      )}
      <form
        className="flex items-end gap-2 p-3"
        onSubmit={(event) => {
          event.preventDefault();
          send(text);
        }}
      >
        <textarea
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKey}
          rows={1}
          maxLength={QUESTION_MAX}
          aria-label={t("message")}
          placeholder={t("placeholder")}
          className={cn(
            controlLook,
            "field-sizing-content block max-h-40 min-h-10 resize-none pointer-coarse:min-h-11 py-2",
          )}
        />
        {isAsking ? (
          <Button size="icon" variant="secondary" aria-label={t("stop")} className="size-10!" onClick={stop}>
            <Square aria-hidden />
          </Button>
        ) : (
          <Button
            type="submit"
            size="icon"
            aria-label={t("send")}
            className="size-10!"
            disabled={!text.trim() || !canAsk}
          >
            <ArrowUp aria-hidden />
          </Button>
        )}
      </form>
    </section>
  );
}

interface LineProps {
  tenant: string;
  bot: ChatBot;
  line: ChatLine;
  again: () => void;
}

function Line({ tenant, bot, line, again }: LineProps) {
  const t = useTranslations("chat");
  const { question, text, notes, isAsking } = line;
  const bubble = "w-fit max-w-[88%] whitespace-pre-wrap break-words rounded-lg px-3 py-2";
  return (
    <>
      <p className={cn(bubble, "justify-self-end bg-primary text-primary-foreground")}>
        <span className="sr-only">{t("you")}: </span>
        {question}
      </p>
      <div className="grid gap-1.5">
        {notes.map((note) => (
          <p key={note} className={cn(bubble, "border bg-background")}>
            {note}
          </p>
        ))}
        {text.map((message, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the messages never change places
          <p key={i} className={cn(bubble, "border bg-background")}>
            <TelegramMessage {...message} />
          </p>
        ))}
        {isAsking && text.length === 0 ? (
          <p className="text-13 text-muted-foreground">
            <span className="animate-pulse motion-reduce:animate-none">
              {t("thinking", { name: bot.name })}
            </span>
          </p>
        ) : null}
        {isAsking ? null : <AnswerOutcome tenant={tenant} bot={bot} line={line} again={again} />}
      </div>
    </>
  );
}
