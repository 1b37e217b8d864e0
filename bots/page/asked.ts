// Hears of questions that the dashboard stored, so that they need not wait for the next poll; and that one is stopped.
import type { Update } from "telegraf/types";
import { type Listener, listen } from "#lib/listen.ts";
import { ASKED_CHANNEL, AskedInPage } from "#lib/page-chat/place.ts";

/** What the person would have written; stored nowhere. */
const stopOf = (chatId: number) =>
  ({
    update_id: 0,
    message: { message_id: 0, date: 0, chat: { id: chatId, type: "private" }, text: "/stop" },
  }) as Update;

/** @param arrived told of the bot, and of what arrived besides what is stored */
export const startPageChats = (
  arrived: (botId: string, updates: readonly Update[]) => void,
): Promise<Listener> =>
  listen({
    channel: ASKED_CHANNEL,
    message: AskedInPage,
    onMessage: ({ bot, chat, stop }) => arrived(bot, stop ? [stopOf(chat)] : []),
    // What was asked meanwhile is found by the poll.
    onConnect: async () => undefined,
  });
