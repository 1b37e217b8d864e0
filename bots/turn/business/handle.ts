// Updates about connected accounts: what happens in their chats, and what their owners tell the bot.
import type { Update } from "telegraf/types";
import { keepConnection, TelegramConnection } from "#lib/business/connections.ts";
import { type BusinessWay, type ConnectedAccount, isServed, wayOf } from "#lib/business/way.ts";
import type { Conversation } from "#lib/conversations/conversations.ts";
import { fileInMessage } from "#lib/conversations/message-file.ts";
import {
  connectionIdOf,
  connectionIn,
  deletedInBusiness,
  draftErrandOf,
  isByOwner,
  saidInBusiness,
} from "../../queue/business-update.ts";
import { patiently } from "../../queue/database.ts";
import { callApi } from "../../telegram/call.ts";
import type { AnyMessage } from "../content.ts";
import type { Handled } from "../decide.ts";
import { type AskedAnew, currentOf } from "../edits.ts";
import { heardOf, wordsOf } from "../heard.ts";
import { editedOf, messageOf } from "../question.ts";
import { idsOf, type Unit } from "../units.ts";
import type { BusinessTurn } from "./business-turn.ts";
import { forgetPayloads, ownerWrote, recordOwner } from "./by-hand.ts";
import { type Changed, changedQuestion, shortenedQuestion } from "./changes.ts";
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

const behind = ({ claim }: BusinessTurn, rest: readonly Unit[]): Update[] => [
  ...rest.flat().map(({ update }) => update),
  ...claim.arrived,
];

/** An unfinished part of the claim is the owner's own answer: the bot's would come after it. */
const isAnsweredByHand = (turn: BusinessTurn, rest: readonly Unit[]) => behind(turn, rest).some(isByOwner);

/** What the person has not deleted meanwhile; null: nothing is left. */
function leftOf(turn: BusinessTurn, unit: Unit, rest: readonly Unit[]): Unit | null {
  const gone = behind(turn, rest).flatMap((update) => deletedInBusiness(update)?.message_ids ?? []);
  const idOf = ({ update }: Unit[0]) => (messageOf(update) ?? editedOf(update))?.message_id ?? 0;
  const [first, ...others] = unit.filter((each) => !gone.includes(idOf(each)));
  return first ? [first, ...others] : null;
}

/** What is to be answered, and how. */
export interface BusinessQuestion {
  account: ConnectedAccount;
  conversation: Conversation;
  way: Extract<BusinessWay, "draft" | "answer">;
  /** What it asks, of the claim's unit. */
  unit: Unit;
  /** The person has changed a question; null: it is a new one. */
  anew: AskedAnew | null;
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
    await sendDraft(turn, errand.draftId, first.id);
    return done;
  }
  const { business } = bot;
  const account = await accountOf(turn, first.update);
  if (!isServed(account, business.settings, claim.chatId)) {
    await forgetPayloads(claim, idsOf(unit));
    return done;
  }
  const deleted = deletedInBusiness(first.update);
  const edited = editedOf(first.update);
  if (deleted || edited) {
    const changed = edited
      ? await changedQuestion(turn, unit, edited)
      : await shortenedQuestion(turn, unit, deleted?.message_ids ?? []);
    const question = changed && (await askedOfChange(turn, unit, rest, changed, account, open));
    return question ? { question } : done;
  }
  const said = saidInBusiness(first.update);
  if (!said) return done;
  const left = said.by === "person" ? leftOf(turn, unit, rest) : unit;
  if (!left) return done;
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
  const way = await wayIn(turn, unit, account, conversation);
  const isLeft = isAnsweredByHand(turn, rest) || conversation.taken;
  if (!isLeft && (way === "draft" || way === "answer"))
    return { question: { account, conversation, way, unit: left, anew: null } };
  return { handled: { heard: heardInBusiness(turn, currentOf(left), conversation) } };
}

/** @returns null: it stays with whoever answers by hand */
async function askedOfChange(
  turn: BusinessTurn,
  unit: Unit,
  rest: readonly Unit[],
  { anew, as, of }: Changed,
  account: ConnectedAccount,
  open: Opening,
): Promise<BusinessQuestion | null> {
  const [message] = anew.messages;
  if (!message) return null;
  const opened = await open(titleOf(message));
  const way = await wayIn(turn, unit, account, opened);
  const isLeft = isAnsweredByHand(turn, rest) || opened.taken;
  // An answer is not replaced by a draft, nor a draft by an answer.
  if (isLeft || way === "ignore" || way === "hear" || (as === "answer" && way !== as)) return null;
  return { account, conversation: of(opened), way: as, unit, anew };
}

async function wayIn(
  { bot: { business }, claim }: BusinessTurn,
  [{ receivedAt: at }]: Unit,
  account: ConnectedAccount,
  { id }: Conversation,
): Promise<BusinessWay> {
  const ownerHasWritten = business.settings.newOnly && (await ownerWrote(claim, id));
  return wayOf(business, account, { chatId: claim.chatId, at, ownerWrote: ownerHasWritten });
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
