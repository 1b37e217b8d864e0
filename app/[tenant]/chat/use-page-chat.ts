"use client";
// The chat with a bot in the page: asks, and follows the answer as server-sent events.
import { useLocale } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { Role } from "#generated/enums.ts";
import type { PageAnswer, Saying, ShownExchange } from "#lib/page-chat/saying.ts";
import { useRefresh } from "../../saving/refresh.tsx";
import { useSave } from "../../saving/use-save.ts";
import { askBot } from "./actions.ts";

/** Whom one asks, and as what one does. */
export interface ChatBot {
  id: string;
  name: string;
  role: Role;
}

/** How a question ended, where nobody answered it. */
type Failure = { kind: "lost" } | { kind: "stopped" } | { kind: "refused"; error: string };

export interface ChatLine {
  /** Of the line in this page. */
  id: string;
  question: string;
  /** The answer so far, as Telegram would show it. */
  text: PageAnswer["text"];
  /** Sentences besides the answer. */
  notes: readonly string[];
  isAsking: boolean;
  answer: PageAnswer | null;
  failure: Failure | null;
}

/** Longer than several beats of the server, which a lost network swallows without a word. */
const SILENCE_MS = 20_000;

const ofEarlier = ({ id, question, text }: ShownExchange): ChatLine => ({
  id,
  question,
  text,
  notes: [],
  isAsking: false,
  answer: null,
  failure: null,
});

interface Options {
  tenant: string;
  botId: string;
  /** Of whoever asks. */
  name: string;
  earlier: readonly ShownExchange[];
  /** A prompt that is tried; null: the bot's own. */
  prompt: string | null;
}

export function usePageChat({ tenant, botId, name, earlier, prompt }: Options) {
  const locale = useLocale();
  const { save } = useSave();
  const { refresh } = useRefresh();
  const [lines, setLines] = useState(() => earlier.map(ofEarlier));
  const end = useRef<((failure: Failure | null) => void) | null>(null);
  // The bot stops when the page is left.
  useEffect(() => () => end.current?.(null), []);

  function ask(question: string): void {
    const id = crypto.randomUUID();
    const change = (what: (line: ChatLine) => Partial<ChatLine>) =>
      setLines((all) => all.map((line) => (line.id === id ? { ...line, ...what(line) } : line)));
    setLines((all) => [
      ...all,
      { id, question, text: [], notes: [], isAsking: true, answer: null, failure: null },
    ]);
    const source = new EventSource(`/api/chat/${encodeURIComponent(tenant)}/${botId}?ask`);
    const lose = () => finish({ kind: "lost" });
    let silence = setTimeout(lose, SILENCE_MS);
    window.addEventListener("offline", lose);
    function finish(failure: Failure | null): void {
      clearTimeout(silence);
      window.removeEventListener("offline", lose);
      source.close();
      end.current = null;
      change(() => ({ isAsking: false, failure }));
    }
    end.current = finish;
    async function send(): Promise<void> {
      const request = () =>
        askBot(tenant, { botId, text: question, locale, name, ...(prompt !== null && { prompt }) });
      const sent = await save({ request, quiet: true, refresh: false });
      if (!sent.ok) finish({ kind: "refused", error: sent.error });
    }
    // Closed, so that the browser does not follow the next question by itself.
    source.onerror = lose;
    source.onmessage = ({ data }) => {
      clearTimeout(silence);
      silence = setTimeout(lose, SILENCE_MS);
      const said = JSON.parse(data) as Saying;
      if (said.kind === "ready") void send();
      if (said.kind === "note") change(({ notes }) => ({ notes: [...notes, said.text] }));
      if (said.kind === "text") change(() => ({ text: said.text }));
      if (said.kind !== "over") return;
      const { answer } = said;
      if (answer) change(() => ({ answer, text: answer.text }));
      finish(null);
      refresh();
    };
  }

  return {
    lines,
    isAsking: lines.some(({ isAsking }) => isAsking),
    ask,
    stop: () => end.current?.({ kind: "stopped" }),
  };
}
