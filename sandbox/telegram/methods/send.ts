// Methods that send text and the typing action.
import { businessChat, writtenAs } from "../accounts.ts";
import { requireOpen, storeMessage } from "../chats.ts";
import { formatText } from "../markup.ts";
import type { FormattedText } from "../text.ts";
import { requireThread } from "../topics.ts";
import { type BusinessAccount, badRequest, type ChatState, type Message } from "../types.ts";
import { type Call, chatOf, type Method } from "./method.ts";

const maxText = 4096;
const maxCaption = 1024;
const actions = new Set(
  "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location record_video_note upload_video_note".split(
    " ",
  ),
);

const parseModeOf = ({ params }: Call) =>
  params.has("parse_mode") ? { parseMode: params.text("parse_mode") } : {};

/** The text of a call with its entities. @throws TelegramError 400 if it is empty or too long. */
export function textOf(call: Call): FormattedText {
  const raw = call.params.text("text");
  if (raw === "") throw badRequest("message text is empty");
  const entities = call.params.json("entities");
  const formatted = formatText(raw, { ...parseModeOf(call), entities, mayBeEmpty: false });
  if (formatted.text.length > maxText) throw badRequest("message is too long");
  return formatted;
}

export function captionOf(call: Call): FormattedText {
  const entities = call.params.json("caption_entities");
  const formatted = formatText(call.params.text("caption"), {
    ...parseModeOf(call),
    entities,
    mayBeEmpty: true,
  });
  if (formatted.text.length > maxCaption) throw badRequest("message caption is too long");
  return formatted;
}

interface InlineButton {
  text?: string;
  callback_data?: string;
  url?: string;
}

/** As td's LinkManager reads it: a scheme that it knows, and a host with a dot. */
function isLink(url: string): boolean {
  const { protocol, hostname } = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`) ?? {};
  if (protocol === "tg:" || protocol === "ton:") return true;
  return (protocol === "http:" || protocol === "https:") && Boolean(hostname?.includes("."));
}

/** @throws TelegramError 400 for invalid buttons. */
export function markupOf({ params }: Call): unknown {
  const markup = params.json<{ inline_keyboard?: InlineButton[][] }>("reply_markup");
  for (const { text, callback_data, url } of markup?.inline_keyboard?.flat() ?? []) {
    if (!text) throw badRequest('can\'t parse inline keyboard button: Field "text" must be of type String');
    if (callback_data !== undefined && Buffer.byteLength(callback_data) > 64)
      throw badRequest("BUTTON_DATA_INVALID");
    if (url !== undefined && !isLink(url))
      throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
    if (url === undefined && callback_data === undefined)
      throw badRequest(
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
      );
  }
  return markup;
}

function replyOf({ params }: Call, state: ChatState): Message | undefined {
  const given = params.json<{ message_id?: number; allow_sending_without_reply?: boolean }>(
    "reply_parameters",
  );
  const id = given?.message_id ?? params.number("reply_to_message_id");
  if (!id) return undefined;
  const stored = state.messages.get(Number(id));
  if (stored) return { ...stored.message, reply_to_message: undefined };
  if (given?.allow_sending_without_reply || params.flag("allow_sending_without_reply")) return undefined;
  throw badRequest("message to be replied not found");
}

/** Where a call writes: in a chat of the bot's own, or as an account that is connected to it. */
export function placeOf(call: Call): { state: ChatState; connection: BusinessAccount | null } {
  const { bot, params } = call;
  return params.has("business_connection_id")
    ? businessChat(bot, params)
    : { state: chatOf(call), connection: null };
}

/** Sends any kind of message; `content` is called only after the call is validated. */
export function send(call: Call, content: (state: ChatState) => Partial<Message>): Message {
  const { telegram, bot, params } = call;
  const { state, connection } = placeOf(call);
  requireOpen(state);
  const made = content(state);
  const reply = replyOf(call, state);
  const markup = markupOf(call);
  const thread = params.number("message_thread_id", 0);
  requireThread(state, thread);
  bot.flood.count(telegram.faults.flood, state.chat, "send");
  const { message } = storeMessage(
    state,
    {
      ...(connection ? writtenAs(bot, connection) : { from: bot.user }),
      ...made,
      ...(reply && { reply_to_message: reply }),
      // Reply keyboards are not part of the message that Telegram returns.
      ...(isInline(markup) && { reply_markup: markup }),
      ...(thread > 0 && { message_thread_id: thread, is_topic_message: true }),
    },
    true,
  );
  telegram.changed(bot, state.chat.id);
  // Whether Telegram tells a bot of its own messages is not documented: it is told, so that nobody relies on the contrary.
  if (connection) bot.deliver("business_message", message);
  return message;
}

export const isInline = (markup: unknown) =>
  Boolean((markup as { inline_keyboard?: unknown })?.inline_keyboard);

function sendMessage(call: Call) {
  return send(call, () => {
    const { text, entities } = textOf(call);
    return { text, ...(entities.length > 0 && { entities }) };
  });
}

function sendChatAction(call: Call) {
  const { state } = placeOf(call);
  requireOpen(state);
  const action = call.params.text("action");
  if (!actions.has(action)) throw badRequest("wrong parameter action in request");
  state.action = { action, until: Date.now() + 5000 };
  call.telegram.changed(call.bot, state.chat.id);
  return true;
}

export const sendMethods: Record<string, Method> = { sendMessage, sendChatAction };
