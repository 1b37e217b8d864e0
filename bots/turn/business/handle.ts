// Updates about connected accounts: what happens in their chats, and what their owners tell the bot.
import type { Update } from "telegraf/types";
import { keepConnection, TelegramConnection } from "#lib/business/connections.ts";
import { type BusinessWay, type ConnectedAccount, isServed, wayOf } from "#lib/business/way.ts";
import { changeHeard } from "#lib/conversations/change-heard.ts";
import type { Conversation } from "#lib/conversations/conversations.ts";
import { fileInMessage } from "#lib/conversations/message-file.ts";
import {
  changedInBusiness,
  connectionIdOf,
  connectionIn,
  deletedInBusiness,
  draftErrandOf,
  isByOwner,
  saidInBusiness,
} from "../../queue/business-update.ts";
import { patiently, toText } from "../../queue/database.ts";
import { callApi } from "../../telegram/call.ts";
import type { AnyMessage } from "../content.ts";
import type { Handled } from "../decide.ts";
import { heardOf, wordsOf } from "../heard.ts";
import { idsOf, type Unit } from "../units.ts";
import type { BusinessTurn } from "./business-turn.ts";
import { forgetMessages, forgetPayloads, ownerWrote, recordOwner } from "./by-hand.ts";
import { sendDraft } from "./send-draft.ts";

const ASK_MS = 10_000;

/** The account of the turn's chat. One that no update told of, since the bot was connected before, is asked for. */
async function accountOf(turn: BusinessTurn, update: Update): Promise<ConnectedAccount | undefined> {
  const { bot, claim, chat } = turn;
  const known = bot.business.accounts.find(({ threadId }) => threadId === claim.threadId);
  const id = connectionIdOf(update);
  if (known || id === null) return known;
  const asked = { business_connection_id: id };
  const told = await callApi(chat.telegram, "getBusinessConnection", asked, chat.signal, ASK_MS);
  const account = await patiently(() => keepConnection(claim, TelegramConnection.parse(told)), chat.signal);
  chat.connectionId = account?.connectionId ?? "";
  return account ?? undefined;
}

/** Telegram tells of a connection: a new one, other rights, or that it is over. */
export async function handleConnection({ claim, chat }: BusinessTurn, update: Update): Promise<boolean> {
  const told = TelegramConnection.safeParse(connectionIn(update) ?? undefined).data;
  if (told) await patiently(() => keepConnection(claim, told), chat.signal);
  return told !== undefined;
}

/** The other person's name, also where the account's owner writes. */
const titleOf = ({ chat }: AnyMessage): { title: string; username: string } => {
  const { first_name, last_name, username }: Partial<Extract<typeof chat, { type: "private" }>> =
    chat.type === "private" ? chat : {};
  return { title: [first_name, last_name].filter(Boolean).join(" "), username: username ?? "" };
};

type Opening = (who: { title: string; username: string }) => Promise<Conversation>;

/** An unfinished part of the claim is the owner's own answer: the bot's would come after it. */
const isAnsweredByHand = ({ claim }: BusinessTurn, rest: readonly Unit[]) =>
  [...rest.flat().map(({ update }) => update), ...claim.arrived].some(isByOwner);

/** What is to be answered, and how. */
export interface BusinessQuestion {
  account: ConnectedAccount;
  conversation: Conversation;
  way: Extract<BusinessWay, "draft" | "answer">;
}

/**
 * Handles a unit of a connected account's chat, all but a question that is to be answered.
 * @param rest the units behind it @param open reads or creates the conversation
 */
export async function handleBusiness(
  turn: BusinessTurn,
  unit: Unit,
  rest: readonly Unit[],
  open: Opening,
): Promise<{ handled: Handled } | { question: BusinessQuestion }> {
  const { bot, claim, chat } = turn;
  const done = { handled: {} };
  const [first] = unit;
  const errand = draftErrandOf(first.update);
  if (errand) {
    if (!isAnsweredByHand(turn, rest)) await sendDraft(turn, errand.draftId);
    return done;
  }
  const { business } = bot;
  const account = await accountOf(turn, first.update);
  if (!isServed(account, business.settings, claim.chatId)) {
    await forgetPayloads(claim, idsOf(unit));
    return done;
  }
  const deleted = deletedInBusiness(first.update);
  if (deleted) {
    await forgetMessages(claim, deleted.message_ids);
    return done;
  }
  const said = saidInBusiness(first.update);
  if (!said) {
    const changed = changedInBusiness(first.update);
    const text = changed && toText(wordsOf(changed as unknown as AnyMessage));
    if (changed && text !== null) await changeHeard(claim, { telegramId: changed.message_id, text });
    return done;
  }
  const message = said.message as unknown as AnyMessage;
  const conversation = await open(titleOf(message));
  if (said.by === "holder") {
    const owners = {
      ...{ conversationId: conversation.id, updateId: first.id, at: first.receivedAt, name: account.name },
      ...{ telegramId: message.message_id, text: wordsOf(message), file: fileInMessage(message) },
      hereMinutes: business.settings.hereMinutes,
    };
    if (await recordOwner(claim, owners, chat.signal)) return done;
    throw new Error("The lane was lost.");
  }
  const about = {
    ...{ chatId: claim.chatId, at: first.receivedAt },
    ownerWrote: business.settings.newOnly && (await ownerWrote(claim, conversation.id)),
  };
  const way = wayOf(business, account, about);
  const isLeft = isAnsweredByHand(turn, rest) || conversation.taken;
  if (!isLeft && (way === "draft" || way === "answer")) return { question: { account, conversation, way } };
  return { handled: { heard: heardInBusiness(turn, unit, conversation) } };
}

/** For the history, and for whoever answers by hand. */
export function heardInBusiness(
  { bot }: BusinessTurn,
  unit: Unit,
  { id, taken }: Conversation,
): Handled["heard"] {
  const heard = heardOf(bot, unit, id);
  return heard && { ...heard, unasked: !taken };
}
