// Control API of the simulated Telegram: bots, actions of people, chat contents, faults.
import { connectionOf } from "../telegram/accounts.ts";
import type { Bot, BotInput } from "../telegram/bot.ts";
import {
  type BusinessInput,
  connectAccount,
  deleteInBusiness,
  editInBusiness,
  sendInBusiness,
} from "../telegram/business.ts";
import { chatTopic, chatViewOf } from "../telegram/chats.ts";
import { isStolen, type TelegramFaults } from "../telegram/faults.ts";
import { migrate, setAdmin } from "../telegram/groups.ts";
import { type CreationInput, createManaged } from "../telegram/managed.ts";
import {
  changeTopic,
  countReceived,
  editAsPerson,
  giveRights,
  knowPerson,
  type MessageInput,
  type PersonInput,
  pressButton,
  pressStop,
  type ReactionInput,
  reactAsPerson,
  sendAsPerson,
  shutChat,
} from "../telegram/people.ts";
import type { TelegramCall } from "../telegram/telegram.ts";
import type { Rights, Shut, StoredMessage } from "../telegram/types.ts";
import { otherPoller } from "../telegram/updates.ts";
import { Answered, type Control, type ControlRequest } from "./control.ts";
import { botView } from "./state.ts";

/** Accepts one input or a list; the response has the same shape. */
const each =
  <T>(handle: (asked: ControlRequest, input: T) => unknown): Control =>
  (asked) =>
    Array.isArray(asked.body)
      ? asked.body.map((input: T) => handle(asked, input))
      : handle(asked, (asked.body ?? {}) as T);

const numberOf = (query: URLSearchParams, name: string, otherwise: number) => {
  const value = query.get(name);
  return value === null || Number.isNaN(Number(value)) ? otherwise : Number(value);
};

/** The bot's chats, or those of an account that is connected to it. */
const chatsAsked = (bot: Bot, query: URLSearchParams) => {
  const connection = query.get("connection");
  return connection ? bot.connections.get(connection)?.chats : bot.chats;
};

function chatAsked({ sandbox, rest, query }: ControlRequest) {
  const bot = sandbox.telegram.bot(rest[0] ?? "");
  const state = chatsAsked(bot, query)?.get(Number(rest[1]));
  return state
    ? chatViewOf(state)
    : { chat: null, shut: null, action: null, drafts: [], topics: [], messages: [] };
}

/** Waits until a chat has `count` bot messages that contain a text and were sent after a given message. */
async function wait({ sandbox: { telegram, events }, query }: ControlRequest) {
  const bot = telegram.bot(query.get("bot") ?? "");
  const chat = Number(query.get("chat"));
  const [count, after] = [numberOf(query, "count", 1), numberOf(query, "after", 0)];
  const contains = query.get("contains") ?? "";
  const matching = () =>
    [...(chatsAsked(bot, query)?.get(chat)?.messages.values() ?? [])].filter(
      ({ out, message }: StoredMessage) =>
        out && message.message_id > after && (message.text ?? message.caption ?? "").includes(contains),
    );
  const timeout = numberOf(query, "timeout", 10_000);
  const enough = await events.until(chatTopic(bot, chat), timeout, () => matching().length >= count);
  const messages = matching().map(({ message, edits }) => ({ ...message, edits }));
  if (enough) return { messages };
  return new Answered(408, {
    error: `Chat ${chat} has ${messages.length} such messages, not ${count}.`,
    messages,
  });
}

function calls({ sandbox: { telegram }, query }: ControlRequest) {
  const [bot, method] = [query.get("bot"), query.get("method")?.toLowerCase()];
  const username = bot && telegram.bot(bot).user.username;
  const chat = query.get("chat");
  const wanted = (call: TelegramCall) =>
    (!username || call.bot === username) &&
    (!method || call.method.toLowerCase() === method) &&
    (!chat || call.chatId === Number(chat));
  const ring = method === "getupdates" ? telegram.polls : telegram.calls;
  return {
    last: ring.last,
    calls: ring.after(numberOf(query, "after", 0), wanted, numberOf(query, "limit", 1000)),
  };
}

function setFaults({ sandbox: { telegram, events }, body }: ControlRequest) {
  const { flood, ...given } = (body ?? {}) as Partial<Omit<TelegramFaults, "flood">> & {
    flood?: boolean | Partial<TelegramFaults["flood"]>;
  };
  const { faults } = telegram;
  for (const name of Object.keys(given)) if (!(name in faults)) throw new Error(`There is no fault ${name}.`);
  Object.assign(faults, given);
  // The other program's poll ends one that is waiting.
  for (const bot of telegram.bots.values())
    if (isStolen(faults, bot.user.username)) bot.updates.interrupt(otherPoller());
  Object.assign(faults.flood, typeof flood === "boolean" ? { on: flood } : flood);
  events.emit("bots", () => null);
  return faults;
}

export const telegramControl: Record<string, Control> = {
  "POST telegram/bots": each<BotInput>(({ sandbox }, input) => botView(sandbox.telegram.addBot(input))),
  "GET telegram/bots": ({ sandbox, rest }) =>
    rest[0] ? botView(sandbox.telegram.bot(rest[0])) : [...sandbox.telegram.bots.values()].map(botView),
  "DELETE telegram/bots": ({ sandbox, rest }) => sandbox.telegram.revoke(sandbox.telegram.bot(rest[0] ?? "")),
  "POST telegram/known": each<PersonInput>(({ sandbox }, input) => knowPerson(sandbox.telegram, input)),
  "GET telegram/received": ({ sandbox, rest, query }) =>
    countReceived(sandbox.telegram, sandbox.telegram.bot(rest[0] ?? ""), query.get("contains") ?? ""),
  "POST telegram/messages": each<MessageInput>(({ sandbox }, input) => sendAsPerson(sandbox.telegram, input)),
  "POST telegram/edits": each<MessageInput & { message_id: number }>(({ sandbox }, input) =>
    editAsPerson(sandbox.telegram, input),
  ),
  "POST telegram/buttons": each<PersonInput & { message_id: number; data: string }>(({ sandbox }, input) =>
    pressButton(sandbox.telegram, input),
  ),
  "POST telegram/stops": each<Parameters<typeof pressStop>[1]>(({ sandbox }, input) =>
    pressStop(sandbox.telegram, input),
  ),
  "POST telegram/reactions": each<ReactionInput>(({ sandbox }, input) =>
    reactAsPerson(sandbox.telegram, input),
  ),
  "GET telegram/buttons": ({ sandbox, rest }) =>
    sandbox.telegram.bot(rest[0] ?? "").callbackQueries.get(rest[1] ?? "") ?? { answer: null },
  "POST telegram/block": each<PersonInput & { shut?: Shut | null; blocked?: boolean }>(
    ({ sandbox }, input) => {
      const inGroup = (input.chat.type ?? "private") !== "private" || input.chat.id < 0;
      const usual = inGroup ? "kicked" : "blocked";
      return shutChat(sandbox.telegram, {
        ...input,
        shut: input.blocked === false ? null : (input.shut ?? usual),
      });
    },
  ),
  "POST telegram/rights": each<PersonInput & { rights: Rights }>(({ sandbox }, input) =>
    giveRights(sandbox.telegram, input),
  ),
  "POST telegram/managed-bots": each<CreationInput>(({ sandbox }, input) =>
    createManaged(sandbox.telegram, input),
  ),
  "POST telegram/connections": each<Parameters<typeof connectAccount>[1]>(({ sandbox }, input) =>
    connectAccount(sandbox.telegram, input),
  ),
  "GET telegram/connections": ({ sandbox, rest }) =>
    [...sandbox.telegram.bot(rest[0] ?? "").connections.values()].map(connectionOf),
  "POST telegram/business": each<BusinessInput>(({ sandbox }, input) =>
    sendInBusiness(sandbox.telegram, input),
  ),
  "POST telegram/business-edits": each<BusinessInput & { message_id: number }>(({ sandbox }, input) =>
    editInBusiness(sandbox.telegram, input),
  ),
  "POST telegram/business-deletions": each<BusinessInput & { message_ids: number[] }>(({ sandbox }, input) =>
    deleteInBusiness(sandbox.telegram, input),
  ),
  "POST telegram/admins": each<Parameters<typeof setAdmin>[1]>(({ sandbox }, input) =>
    setAdmin(sandbox.telegram, input),
  ),
  "POST telegram/migrations": each<Parameters<typeof migrate>[1]>(({ sandbox }, input) =>
    migrate(sandbox.telegram, input),
  ),
  "POST telegram/topics": each<Parameters<typeof changeTopic>[1]>(({ sandbox }, input) =>
    changeTopic(sandbox.telegram, input),
  ),
  "POST telegram/updates": each<{ bot: string; update: Record<string, unknown> }>(({ sandbox }, input) => {
    const [kind, content] = Object.entries(input.update)[0] ?? [];
    if (!kind) throw new Error("update must hold one field, such as message.");
    return { update_id: sandbox.telegram.bot(input.bot).deliver(kind, content) };
  }),
  "GET telegram/chats": chatAsked,
  "GET telegram/calls": calls,
  "GET telegram/wait": wait,
  "PUT telegram/faults": setFaults,
};
