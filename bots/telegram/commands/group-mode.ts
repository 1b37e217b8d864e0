// /groupmode: the administrators of a group choose to which of its messages the bot answers. The bot's own policy is the default.
import { type Context, TelegramError } from "telegraf";
import type { GroupPolicy } from "#generated/enums.ts";
import { commandIn } from "#lib/bots/own-commands.ts";
import type { Say } from "#lib/messages/translate.ts";
import { callIfKnown } from "../call.ts";
import { handlerContextOf } from "../handler-context.ts";
import { callChat, editText, sendText } from "../send.ts";
import { own } from "./own.ts";

export const POLICY_COMMAND = "groupmode";
const policies = ["mention", "reply", "all", "off"] as const satisfies readonly GroupPolicy[];
const policyIn = (text: string | undefined) => policies.find((each) => each === text?.toLowerCase());

const buttons = (say: Say) => ({
  reply_markup: {
    inline_keyboard: policies.map((each) => [
      { text: say(`groupMode.choice.${each}`), callback_data: `${POLICY_COMMAND}:${each}` },
    ]),
  },
});

/** @param personId who asks, if it is not an administrator who remains anonymous, as only they write for the group itself */
async function isAdmin(context: Context, personId: number | undefined): Promise<boolean> {
  const { chat } = handlerContextOf(context);
  const { message } = context;
  if (message?.sender_chat !== undefined) return message.sender_chat.id === message.chat.id;
  const admins = await callChat<{ user: { id: number } }[]>(chat, "getChatAdministrators", {});
  return admins.some(({ user }) => user.id === personId);
}

/** Whether Telegram passes on what does not address the bot. */
async function hearsAll(context: Context): Promise<boolean> {
  const { chat, bot } = handlerContextOf(context);
  const me = await callChat<{ can_read_all_group_messages?: boolean }>(chat, "getMe", {});
  if (me.can_read_all_group_messages) return true;
  const { status } = await callChat<{ status: string }>(chat, "getChatMember", { user_id: bot.telegramId });
  return status === "administrator";
}

/** Sets it. @returns what to say of it */
async function choose(context: Context, policy: GroupPolicy): Promise<string> {
  const { say, choosePolicy } = handlerContextOf(context);
  await choosePolicy(policy);
  const chosen = say(`groupMode.chosen.${policy}`);
  return policy === "all" && !(await hearsAll(context)) ? `${chosen}\n\n${say("groupMode.privacy")}` : chosen;
}

export async function groupMode(context: Context): Promise<void> {
  const { chat, bot, say, ownGroups } = handlerContextOf(context);
  const isOwn = bot.commands.some(({ name }) => name === POLICY_COMMAND);
  if (isOwn || chat.chatId > 0 || ownGroups === "off") return own(context);
  if (!(await isAdmin(context, context.from?.id)))
    return void (await sendText(chat, { text: say("groupMode.adminsOnly"), entities: [] }));
  const policy = policyIn(commandIn(context.text ?? "", bot.username)?.rest);
  if (policy) return void (await sendText(chat, { text: await choose(context, policy), entities: [] }));
  const text = `${say("groupMode.ask")}\n\n${say("groupMode.now", { choice: say(`groupMode.choice.${bot.groups}`) })}`;
  await sendText(chat, { text, entities: [] }, buttons(say));
}

/** A button was pressed: also one of a message that stands there for long. */
export async function groupModeChosen(context: Context): Promise<void> {
  const { chat, say, ownGroups } = handlerContextOf(context);
  const query = context.callbackQuery;
  if (!query || !("data" in query) || !query.message || ownGroups === "off") return;
  const policy = policyIn(query.data.split(":")[1]);
  const answer = (more: object) =>
    void callIfKnown(
      chat.telegram,
      "answerCallbackQuery",
      { callback_query_id: query.id, ...more },
      chat.signal,
    );
  if (!policy) return;
  // Who presses a button is named, anonymous or not.
  if (!(await isAdmin(context, query.from.id)))
    return answer({ text: say("groupMode.adminsOnly"), show_alert: true });
  const text = await choose(context, policy);
  answer({});
  const { message_id } = query.message;
  const rendered = { text, entities: [] };
  const edited = await editText(chat, message_id, rendered).catch((error: unknown) => {
    if (error instanceof TelegramError && error.code === 400) return false;
    throw error;
  });
  if (!edited) await sendText(chat, rendered);
}
