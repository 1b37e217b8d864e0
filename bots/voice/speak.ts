// A voice message that says an answer: by a model that speaks, over the bot's own chain, after the text, which stays whatever
// becomes of the voice.

import { AsideFailed, runAside } from "#lib/aside/aside.ts";
import { sharedClock } from "#lib/chain-state/shared-clock.ts";
import {
  type Attempt,
  type Board,
  type Chain,
  compileChain,
  type Provider,
  walk,
} from "#lib/fallback/index.ts";
import type { GeminiRequest } from "#lib/gemini/request.ts";
import { soundIn, speaks } from "#lib/gemini/speech.ts";
import { log } from "#lib/log.ts";
import { render } from "#lib/markdown/render.ts";
import { callIfKnown } from "../telegram/call.ts";
import { type ChatHandle, sendVoice } from "../telegram/send.ts";

const VOICE = "Kore";
/** Nobody listens to more than a minute or two. */
const SPOKEN_CHARACTERS = 1_200;
/** For the sound and its sending. A voice that is late is left out: the text stands there. */
const PATIENCE_MS = 45_000;
const LIMITS = { attempts: 4, deadlineMs: PATIENCE_MS, firstTokenMs: 30_000 };
/** The action in the chat lasts for five seconds. */
const RECORDING_MS = 4_500;
/** The rates that Opus takes. */
const RATES = [8_000, 12_000, 16_000, 24_000, 48_000];
const OPUS = new URL("opus.ts", import.meta.url);

const speakers = new WeakMap<Chain, Chain>();

/** The models of the chain that speak, with its keys. */
function speakersOf(chain: Chain): Chain {
  const known = speakers.get(chain);
  if (known) return known;
  const { owner, order, usable, candidates } = chain;
  const speaking = candidates.filter(({ model }) => speaks(model));
  const keys = speaking.map(({ key }) => key);
  const models = speaking.map(({ model }) => model);
  const compiled = compileChain({ owner, order, models, keys, ...(usable && { usable }) });
  speakers.set(chain, compiled);
  return compiled;
}

/** What is said of an answer; null: it is better read, since it is long or has code. */
export function spokenOf(markdown: string): string | null {
  const { text, entities } = render(markdown);
  if (text.length > SPOKEN_CHARACTERS || entities.some(({ type }) => type === "pre")) return null;
  return text.trim() || null;
}

interface SpeakOptions {
  chain: Chain;
  board: Board;
  provider: Provider<GeminiRequest>;
  tenantId: string;
  chat: ChatHandle;
  markdown: string;
  /** Row id of the question's update. */
  message: number;
  /** Ends it: the person goes on, or has heard enough. */
  interrupt: AbortSignal;
  /** Telegram's id of the message to reply to; null: none. */
  replyTo: number | null;
}

export interface Spoken {
  attempts: Attempt[];
  /** Telegram's id of the voice message; null: there is none. */
  messageId: number | null;
}

/** Rejects only with the turn's end: every failure means no voice. */
export async function speak(options: SpeakOptions): Promise<Spoken> {
  const { chat, interrupt, tenantId } = options;
  const chain = speakersOf(options.chain);
  const text = spokenOf(options.markdown);
  const spoken: Spoken = { attempts: [], messageId: null };
  if (text === null || chain.candidates.length === 0) return spoken;
  const signal = AbortSignal.any([chat.signal, interrupt, AbortSignal.timeout(PATIENCE_MS)]);
  const recording = setInterval(record, RECORDING_MS, chat);
  record(chat);
  try {
    const { board, provider, message } = options;
    const request = { history: [{ role: "user" as const, parts: [{ text }] }], speech: { voice: VOICE } };
    const walked = await walk({
      chain,
      board,
      provider,
      clock: sharedClock,
      message,
      limits: LIMITS,
      request,
      signal,
    });
    spoken.attempts = walked.attempts;
    const sound = walked.outcome === "answered" && !walked.cut ? soundIn(walked.text) : null;
    if (!sound || !RATES.includes(sound.hz)) return spoken;
    const voice = await runAside(OPUS, sound.pcm, { tenantId, signal, args: [String(sound.hz)] });
    const seconds = Math.max(1, Math.round(sound.pcm.length / 2 / sound.hz));
    spoken.messageId = await sendVoice({ ...chat, signal }, voice, seconds, options.replyTo);
  } catch (error) {
    chat.signal.throwIfAborted();
    const reason = error instanceof AsideFailed ? error.fault : (error as Error).message;
    if (!signal.aborted) log.warn({ tenantId, reason }, "an answer was not spoken");
  } finally {
    clearInterval(recording);
  }
  return spoken;
}

function record({ telegram, chatId, threadId, signal, hold }: ChatHandle): void {
  if (!hold.sure) return;
  const thread = threadId ? { message_thread_id: threadId } : {};
  void callIfKnown(
    telegram,
    "sendChatAction",
    { chat_id: chatId, ...thread, action: "record_voice" },
    signal,
  );
}
