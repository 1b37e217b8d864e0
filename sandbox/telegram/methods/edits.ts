// Methods that edit or delete messages and answer callback queries.
import { editMessage, requireOpen } from "../chats.ts";
import { badRequest, type Message, type StoredMessage } from "../types.ts";
import { type Call, chatOf, type Method } from "./method.ts";
import { richOf } from "./rich.ts";
import { captionOf, isInline, markupOf, placeOf, textOf } from "./send.ts";

function edit(call: Call, change: (stored: StoredMessage) => Partial<Message>): Message {
  const { telegram, bot, params } = call;
  const { state, connection } = placeOf(call);
  requireOpen(state);
  const stored = state.messages.get(params.number("message_id"));
  if (!stored) throw badRequest("message to edit not found");
  if (!stored.out) throw badRequest("message can't be edited");
  const markup = markupOf(call);
  const content = { ...change(stored), reply_markup: isInline(markup) ? markup : undefined };
  if (Object.entries(content).every(([name, value]) => same(value, stored.message[name])))
    throw badRequest(
      "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
    );
  bot.flood.count(telegram.faults.flood, state.chat, "edit");
  const message = editMessage(stored, content);
  telegram.changed(bot, state.chat.id);
  if (connection) bot.deliver("edited_business_message", message);
  return message;
}

/** Deep equality that ignores the order of fields. */
const same = (a: unknown, b: unknown) => canonical(a) === canonical(b);
const canonical = (value: unknown) =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

function editMessageText(call: Call) {
  return edit(call, ({ message }) => {
    const isText = message.text !== undefined || message.rich_message !== undefined;
    if (!isText) throw badRequest("there is no text in the message to edit");
    if (call.params.has("rich_message")) return { text: undefined, entities: undefined, ...richOf(call) };
    const { text, entities } = textOf(call);
    return { text, entities: entities.length > 0 ? entities : undefined, rich_message: undefined };
  });
}

function editMessageCaption(call: Call) {
  return edit(call, ({ message }) => {
    if (message.text !== undefined) throw badRequest("there is no caption in the message to edit");
    const { text, entities } = captionOf(call);
    return { caption: text || undefined, caption_entities: entities.length > 0 ? entities : undefined };
  });
}

function deleteMessages(call: Call, ids: number[], mustExist: boolean) {
  const state = chatOf(call);
  requireOpen(state);
  for (const id of ids) {
    const stored = state.messages.get(id);
    if (!stored && mustExist) throw badRequest("message to delete not found");
    if (stored && !stored.out && state.chat.type !== "private") throw badRequest("message can't be deleted");
    state.messages.delete(id);
  }
  call.telegram.changed(call.bot, state.chat.id);
  return true;
}

function answerCallbackQuery({ telegram, bot, params }: Call) {
  const query = bot.callbackQueries.get(params.text("callback_query_id"));
  if (!query || query.answer)
    throw badRequest("query is too old and response timeout expired or query ID is invalid");
  query.answer = {
    ...(params.has("text") && { text: params.text("text") }),
    ...(params.flag("show_alert") && { show_alert: true }),
  };
  telegram.events.emit("callback", () => ({ bot: bot.user.username, ...query.answer }));
  return true;
}

export const editMethods: Record<string, Method> = {
  editMessageText,
  editMessageCaption,
  editMessageReplyMarkup: (call) => edit(call, () => ({})),
  deleteMessage: (call) => deleteMessages(call, [call.params.number("message_id")], true),
  deleteMessages: (call) => deleteMessages(call, call.params.json<number[]>("message_ids") ?? [], false),
  answerCallbackQuery,
};
