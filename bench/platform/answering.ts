// Measures how long a user waits in addition to Gemini's own time: to the first text, and to the whole answer.
import { setTimeout as sleep } from "node:timers/promises";
import type { SandboxProcess } from "../../test/processes.ts";

interface TelegramCall {
  time: string;
  method: string;
  chatId: number;
  params: { text?: string };
  status: number;
}

interface GeminiCall {
  time: string;
  text: string;
  firstTokenMs: number;
  ms: number;
}

export interface Waits {
  /** Milliseconds from the message to the first text in Telegram, minus Gemini's time to its first token. */
  first: number[];
  /** Milliseconds from the message to the whole answer in Telegram, minus Gemini's time to its last token. */
  whole: number[];
}

/** A draft without a text is no text yet. */
const shows = ({ method, status, params }: TelegramCall) =>
  status === 200 &&
  (method === "sendMessage" ||
    method === "editMessageText" ||
    (method === "sendMessageDraft" && Boolean(params.text)));

async function measureOne(
  sandbox: SandboxProcess,
  bot: string,
  chat: number,
  question: string,
): Promise<[number, number]> {
  const text = `q${chat} ${question} oxiri`;
  const sentAt = Date.now();
  await sandbox.control("POST", "/telegram/messages", { bot, chat: { id: chat }, text });
  const wait = `/telegram/wait?bot=${bot}&chat=${chat}&count=1&contains=oxiri&timeout=30000`;
  await sandbox.control("GET", wait);
  const { calls } = await sandbox.control<{ calls: TelegramCall[] }>(
    "GET",
    `/telegram/calls?bot=${bot}&chat=${chat}&limit=100`,
  );
  const shown = calls.filter(shows);
  const { calls: asked } = await sandbox.control<{ calls: GeminiCall[] }>(
    "GET",
    `/gemini/calls?text=${encodeURIComponent(`q${chat} `)}&limit=5`,
  );
  const [gemini] = asked;
  const [first, last] = [shown[0], shown.at(-1)];
  if (!gemini || !first || !last) throw new Error(`No recorded answer for chat ${chat}.`);
  return [Date.parse(first.time) - sentAt - gemini.firstTokenMs, Date.parse(last.time) - sentAt - gemini.ms];
}

interface Asked {
  bots: readonly string[];
  count: number;
  atOnce: number;
  /** How many words each message has. */
  words: number;
  /** Instead of any words: of the n-th message. The answer must end with "oxiri", as an echo does. */
  textOf?: (n: number) => string;
}

/** Sends `count` messages round-robin to the bots, each in its own chat, with concurrency `atOnce`. */
export async function measureAnswers(
  sandbox: SandboxProcess,
  { bots, count, atOnce, words, textOf = () => "so‘z ".repeat(words).trimEnd() }: Asked,
  firstChat: number,
): Promise<Waits> {
  const waits: Waits = { first: [], whole: [] };
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) {
        const n = next++;
        const bot = bots[n % bots.length]!;
        const [first, whole] = await measureOne(sandbox, bot, firstChat + n, textOf(n));
        waits.first.push(first);
        waits.whole.push(whole);
        await sleep(20);
      }
    }),
  );
  return waits;
}
