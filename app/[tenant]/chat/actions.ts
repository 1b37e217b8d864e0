"use server";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { getAnswer } from "#lib/answers/trace.ts";
import { PROMPT_MAX } from "#lib/bots/prompt.ts";
import { labelled } from "#lib/keys/default-label.ts";
import { isLocale } from "#lib/messages/locales.ts";
import { askInPage, ownPageChat, QUESTION_MAX } from "#lib/page-chat/ask.ts";
import { pageExchanges } from "#lib/page-chat/exchange.ts";
import { shownExchange } from "#lib/page-chat/saying.ts";
import { tenantAction } from "../../action.ts";

/** The answer arrives as events: api/chat. */
export const askBot = tenantAction({
  may: "runBots",
  schema: z.object({
    botId: z.uuid(),
    text: z.string().trim().min(1).max(QUESTION_MAX),
    locale: z.string().refine(isLocale),
    name: z.string().max(80),
    prompt: z.string().max(PROMPT_MAX).optional(),
  }),
  handler: (context, question) => askInPage(context, question),
});

/** What was said before in the member's chat with the bot. */
export const readPageChat = tenantAction({
  may: "runBots",
  schema: z.object({ botId: z.uuid() }),
  async handler(context, { botId }) {
    return (await pageExchanges(context, ownPageChat(context, botId))).map(shownExchange);
  },
});

/** How an answer of the chat came about. */
export const readTrace = tenantAction({
  may: "runBots",
  schema: z.object({ id: z.uuid() }),
  async handler(context, { id }) {
    const [trace, locale] = await Promise.all([getAnswer(context, id), getLocale()]);
    return {
      ...trace,
      attempts: trace.attempts.map((attempt) => ({
        ...attempt,
        key: attempt.key && labelled(locale, attempt.key),
      })),
    };
  },
});
