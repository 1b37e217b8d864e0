// Updates of a group of the staff, and codes that link one: none of them is for a model.
import type { Update } from "telegraf/types";
import { staffCodeOf } from "#lib/staff/links.ts";
import { staffErrandOf } from "../../queue/payload.ts";
import type { AnyMessage } from "../content.ts";
import { editedOf, messageOf } from "../question.ts";
import type { Unit } from "../units.ts";
import { link } from "./link.ts";
import { bringTopicUpToDate, type StaffTurn } from "./post.ts";
import { changedInTopic, saidInTopic } from "./reply.ts";
import { keepTrouble } from "./topics.ts";

/** Another right, or the bot was removed or is back. */
async function membership({ claim }: StaffTurn, update: Update): Promise<void> {
  if (!("my_chat_member" in update)) return;
  const { status } = update.my_chat_member.new_chat_member;
  const isOut = status === "left" || status === "kicked";
  await keepTrouble(claim, claim.chatId, isOut ? "bot is not a member of the group" : null);
}

async function handle(turn: StaffTurn, update: Update): Promise<void> {
  const errand = staffErrandOf(update);
  if (errand) return bringTopicUpToDate(turn, errand.conversationId);
  const [message, edited] = [messageOf(update), editedOf(update)];
  if (message) return saidInTopic(turn, message);
  if (edited) return changedInTopic(turn, edited);
  return membership(turn, update);
}

const codeIn = (message: AnyMessage | undefined) => staffCodeOf(message?.text ?? "");

/** @returns false: the unit is none of the staff's, but a person's */
export async function handleStaff(turn: StaffTurn, unit: Unit): Promise<boolean> {
  const { bot, claim } = turn;
  const [{ update: first }] = unit;
  const message = messageOf(first);
  const code = codeIn(message);
  if (message && code) {
    await link(turn, message, code);
    return true;
  }
  // An errand of a group that is linked no more is dropped.
  if (bot.staff?.chatId !== claim.chatId) return staffErrandOf(first) !== null;
  for (const { update } of unit) await handle(turn, update);
  return true;
}
