"use server";
import { z } from "zod";
import { PROMPT_MAX } from "#lib/bots/prompt.ts";
import { isLocale } from "#lib/messages/locales.ts";
import { askInPage, ownPageChat, QUESTION_MAX } from "#lib/page-chat/ask.ts";
import { pageExchanges } from "#lib/page-chat/exchange.ts";
import { shownExchange } from "#lib/page-chat/saying.ts";
import { tenantAction } from "../../action.ts";
import { labelledTrace } from "../answers/labelled-trace.ts";

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
  handler: (context, { id }) => labelledTrace(context, id),
});
