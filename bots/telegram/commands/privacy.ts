import type { Context } from "telegraf";
import { erase } from "#lib/conversations/conversations.ts";
import { exportOwn, ownFacts } from "#lib/conversations/own-data.ts";
import { googlePlanOf } from "#lib/keys/google-plan.ts";
import { split } from "#lib/markdown/split.ts";
import { callIfKnown } from "../call.ts";
import { handlerContextOf } from "../handler-context.ts";
import { sendFile, sendText } from "../send.ts";

const button = (text: string, callback_data: string) => [{ text, callback_data }];
const isPrivate = (context: Context) => context.chat?.type === "private";

/** Stops the button's loading indicator. */
function heard(context: Context): void {
  const { chat } = handlerContextOf(context);
  const callback_query_id = context.callbackQuery?.id;
  void callIfKnown(chat.telegram, "answerCallbackQuery", { callback_query_id }, chat.signal);
}

/**
 * Says what is stored, who reads it, and what the person asked to remember; in a private chat with buttons that give it out
 * and delete it. One member may not take or delete a group's history.
 */
export async function privacy(context: Context): Promise<void> {
  const { chat, say, bot, conversation } = handlerContextOf(context);
  const plan = await googlePlanOf(bot.tenantId);
  const facts = isPrivate(context) ? await ownFacts(conversation) : [];
  const text = [
    say("privacy"),
    say(`googlePlan.${plan}`),
    ...(facts.length > 0 ? [[say("factsAre"), ...facts.map((fact) => `• ${fact}`)].join("\n")] : []),
  ].join("\n\n");
  const rows = [
    button(say("privacyExport"), "privacy:export"),
    button(say("privacyDelete"), "privacy:delete"),
  ];
  const markup = isPrivate(context) ? { reply_markup: { inline_keyboard: rows } } : {};
  const messages = split({ text, entities: [] });
  for (const [i, message] of messages.entries())
    await sendText(chat, message, i === messages.length - 1 ? markup : {});
}

/** All that is stored of the person with this bot, as a file. */
export async function exportChosen(context: Context): Promise<void> {
  if (!isPrivate(context)) return;
  const { chat, say, conversation } = handlerContextOf(context);
  heard(context);
  const data = JSON.stringify(await exportOwn(conversation), null, 2);
  await sendFile(chat, {
    ...{ kind: "document", name: "my-data.json" },
    ...{ content: Buffer.from(data), caption: say("exported") },
  });
}

/** Asks once more: what is deleted is gone. */
export async function eraseAsked(context: Context): Promise<void> {
  if (!isPrivate(context)) return;
  const { chat, say } = handlerContextOf(context);
  heard(context);
  const rows = [button(say("eraseYes"), "privacy:erase"), button(say("eraseNo"), "privacy:keep")];
  await sendText(chat, { text: say("eraseAsk"), entities: [] }, { reply_markup: { inline_keyboard: rows } });
}

export async function eraseChosen(context: Context): Promise<void> {
  if (!isPrivate(context)) return;
  const { chat, say, conversation } = handlerContextOf(context);
  await erase(conversation);
  heard(context);
  await sendText(chat, { text: say("erased"), entities: [] });
}

export async function keepChosen(context: Context): Promise<void> {
  if (!isPrivate(context)) return;
  const { chat, say } = handlerContextOf(context);
  heard(context);
  await sendText(chat, { text: say("eraseKept"), entities: [] });
}
