"use server";
import { z } from "zod";
import { isLocale } from "#lib/messages/locales.ts";
import { askInPage, QUESTION_MAX } from "#lib/page-chat/ask.ts";
import { tenantAction } from "../../action.ts";

/** The answer arrives as events: api/chat. */
export const askBot = tenantAction({
  may: "runBots",
  schema: z.object({
    botId: z.uuid(),
    text: z.string().trim().min(1).max(QUESTION_MAX),
    locale: z.string().refine(isLocale),
    name: z.string().max(80),
  }),
  handler: (context, question) => askInPage(context, question),
});
