// A member has sent a code: in a group it links the group, in a private chat only the member's account.
import { AppError } from "#lib/errors.ts";
import { localeOf } from "#lib/messages/translate.ts";
import { holderOfCode, linkStaffAccount, linkStaffGroup } from "#lib/staff/links.ts";
import { readPersonName } from "#lib/staff/names.ts";
import { type StaffWords, staffWords } from "#lib/staff/words.ts";
import { callChat, sendText } from "../../telegram/send.ts";
import type { AnyMessage } from "../content.ts";
import type { StaffTurn } from "./post.ts";

/** As whom Telegram shows administrators who remain anonymous. */
const ANONYMOUS = 1_087_968_824;

export const isAnonymous = ({ from }: AnyMessage): boolean => from === undefined || from.id === ANONYMOUS;

interface Rights {
  status: string;
  can_manage_topics?: boolean;
}

/** @returns null: the bot may write topics there */
async function missing({ chat, bot }: StaffTurn): Promise<"message.noForum" | "message.noRights" | null> {
  const group = await callChat<{ is_forum?: boolean }>(chat, "getChat", {});
  if (!group.is_forum) return "message.noForum";
  const me = await callChat<Rights>(chat, "getChatMember", { user_id: bot.telegramId });
  return me.status === "administrator" && me.can_manage_topics ? null : "message.noRights";
}

async function linked(turn: StaffTurn, message: AnyMessage, code: string, t: StaffWords): Promise<string> {
  const { bot, claim } = turn;
  const context = await holderOfCode({ tenantId: bot.tenantId, botId: bot.id }, code);
  // A try before has linked it, and died before it said so.
  if (!context)
    return bot.staff?.chatId === claim.chatId
      ? t("message.linked", { bot: bot.name })
      : t("message.codeUsed");
  if (message.from === undefined || isAnonymous(message)) return t("message.anonymous");
  const { id: telegramId } = message.from;
  if (message.chat.type === "private") {
    await linkStaffAccount(context, code, telegramId);
    return t("message.account", { name: await readPersonName(context) });
  }
  // The code stays good until the group is as it must be.
  const fault = await missing(turn);
  if (fault) return t(fault);
  const title = "title" in message.chat ? message.chat.title : "";
  await linkStaffGroup(context, code, { botId: bot.id, chatId: claim.chatId, title, telegramId });
  return t("message.linked", { bot: bot.name });
}

export async function link(turn: StaffTurn, message: AnyMessage, code: string): Promise<void> {
  const t = staffWords(localeOf(turn.bot.locale));
  const text = await linked(turn, message, code, t).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") return t("message.codeUsed");
    throw error;
  });
  // Outside of topics a reply has a thread of its own, in which nothing can be written.
  const threadId = "is_topic_message" in message ? turn.chat.threadId : 0;
  await sendText({ ...turn.chat, threadId }, { text, entities: [] });
}
