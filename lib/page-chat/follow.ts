// Follows a member's chat from a page: what the bot says, as it says it.
import type { Context } from "../context.ts";
import { type Listener, listen } from "../listen.ts";
import { stopInPage } from "./ask.ts";
import { type PageState, pageState } from "./exchange.ts";
import { type Announced, type PageChat, TOLD_CHANNEL, ToldInPage } from "./place.ts";

export type PageEvent =
  /** From here on nothing is missed. */
  | { kind: "ready" }
  /** The whole text so far, Markdown. */
  | { kind: "text"; text: string }
  | { kind: "note"; text: string }
  | { kind: "over"; state: Exclude<PageState, { kind: "asked" }> };

type Hear = (told: Announced) => void;
const followers = new Map<string, Set<Hear>>();
/** One connection for all who follow; none while nobody does. */
let listener: Promise<Listener> | null = null;

const keyOf = ({ botId, chatId }: PageChat) => `${botId} ${chatId}`;

async function attend(chat: PageChat, hear: Hear): Promise<() => Promise<void>> {
  const key = keyOf(chat);
  followers.set(key, (followers.get(key) ?? new Set()).add(hear));
  listener ??= listen({
    channel: TOLD_CHANNEL,
    message: ToldInPage,
    onMessage: ({ bot: botId, chat: chatId, told }) => {
      for (const each of followers.get(keyOf({ botId, chatId })) ?? []) each(told);
    },
    // What was said meanwhile is in the stored answer.
    onConnect: async () => undefined,
  });
  await listener;
  return async () => {
    const own = followers.get(key);
    own?.delete(hear);
    if (own?.size === 0) followers.delete(key);
    if (followers.size > 0) return;
    const last = listener;
    listener = null;
    await (await last)?.stop();
  };
}

/** How often the database is asked whether the question is over, where no announcement came. */
const LOOK_MS = 2_000;

/** The text with a piece of it; unchanged where what is before the piece did not arrive. */
const joined = (text: string, { at, text: piece }: Extract<Announced, { kind: "text" }>): string =>
  at <= text.length ? text.slice(0, at) + piece : text;

/** A page asks within this time after it began to follow. */
const ASKS_MS = 15_000;

/**
 * The events of one question until it is over.
 * @param waits for a question that is asked once `ready` is heard, so that nothing said is missed; else the newest one is
 * followed, and where that is over already there is nothing to follow
 * @param signal the page is closed: the bot stops answering
 */
export async function* followPage(
  context: Context,
  chat: PageChat,
  { waits, signal }: { waits: boolean; signal: AbortSignal },
): AsyncGenerator<PageEvent, void> {
  const heard: Announced[] = [];
  let woken = Promise.withResolvers<void>();
  const hear = (told: Announced) => {
    heard.push(told);
    woken.resolve();
  };
  const leave = await attend(chat, hear);
  const end = () => woken.resolve();
  signal.addEventListener("abort", end);
  const looking = setInterval(() => hear({ kind: "over" }), LOOK_MS);
  const givesUpAt = Date.now() + ASKS_MS;
  let text = "";
  let isOver = false;
  try {
    const before = waits ? (await pageState(context, chat)).question : undefined;
    yield { kind: "ready" };
    if (!waits) hear({ kind: "over" });
    while (!signal.aborted) {
      for (const told of heard.splice(0)) {
        if (told.kind === "note") yield told;
        if (told.kind === "text") {
          text = joined(text, told);
          yield { kind: "text", text };
        }
        const state = told.kind === "over" ? await pageState(context, chat) : null;
        const isAwaited = state?.question === before && Date.now() < givesUpAt;
        if (!state || state.kind === "asked" || isAwaited) continue;
        isOver = true;
        return yield { kind: "over", state };
      }
      await woken.promise;
      woken = Promise.withResolvers();
    }
  } finally {
    clearInterval(looking);
    signal.removeEventListener("abort", end);
    await leave();
    if (!isOver) await stopInPage(chat);
  }
}
