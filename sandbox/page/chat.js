// The chat on the phone: header, messages, drafts, typing.
import { act, sendText } from "./act.js";
import { avatar, byId, control, make } from "./api.js";
import { customer, latestConnection, showConnection } from "./business.js";
import { messageElement } from "./message.js";
import { chatId, currentBot, people, shopId, store } from "./store.js";
import { word } from "./words.js";

const nothing = { messages: [], drafts: [], action: null, shut: null };
let shownChat = "";
let view = nothing;
let again;
/** Message elements by id, with the data that they show. */
const shown = new Map();

export const chatView = () => view;

/** Whom the chosen person talks with. */
function otherOf(bot) {
  if (store.group) return { id: 77, name: word("groupTitle") };
  if (!store.business) return { id: bot?.id ?? 0, name: bot?.name ?? "—" };
  const other = store.person === shopId ? customer() : people().find(({ id }) => id === shopId);
  return { id: other.id, name: [other.first_name, other.last_name].filter(Boolean).join(" ") };
}

export function showChat() {
  const bot = currentBot();
  const where = store.business ? `business ${latestConnection()?.id}` : "";
  const chat = `${store.bot} ${chatId()} ${store.person} ${document.documentElement.lang} ${bot?.name} ${where}`;
  showConnection();
  if (chat === shownChat) return;
  shownChat = chat;
  shown.clear();
  byId("messages").replaceChildren();
  byId("live-messages").replaceChildren();
  view = nothing;
  const other = otherOf(bot);
  byId("title").textContent = other.name;
  if (bot) avatar(other.id, other.name, byId("avatar"));
  refreshChat();
}

export async function refreshChat() {
  const bot = currentBot();
  if (!bot) return;
  const asked = shownChat;
  const connection = latestConnection();
  const query = store.business ? `?connection=${encodeURIComponent(connection?.id ?? "-")}` : "";
  const path = `telegram/chats/${bot.username}/${chatId()}${query}`;
  const answer = await control("GET", path).catch(() => nothing);
  if (asked !== shownChat) return;
  view = answer;
  paint();
  clearTimeout(again);
  // Typing actions and drafts expire without an event.
  if (view.action || view.drafts.length > 0) again = setTimeout(refreshChat, 1500);
}

function paint() {
  const talk = byId("talk");
  const atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  const first = shown.size === 0;
  const list = byId("messages");
  const ids = new Set(view.messages.map(({ message_id }) => message_id));
  for (const [id, { element }] of shown) {
    if (ids.has(id)) continue;
    element.remove();
    shown.delete(id);
  }
  for (const message of view.messages) {
    const signature = JSON.stringify(message);
    const before = shown.get(message.message_id);
    if (before?.signature === signature) continue;
    const element = messageElement(message);
    if (before) before.element.replaceWith(element);
    else {
      if (!first) element.classList.add("fresh");
      list.append(element);
    }
    shown.set(message.message_id, { element, signature });
  }
  byId("live-messages").replaceChildren(
    ...view.drafts.flatMap((draft) => [draftElement(draft), stopButton(draft)]),
  );
  showStatus();
  showStart();
  showEmpty();
  if (first || atEnd) talk.scrollTop = talk.scrollHeight;
  byId("down").hidden = atEnd || first;
}

function draftElement({ text, entities }) {
  const message = { message_id: 0, date: 0, text, entities, out: true, edits: 0 };
  if (text) {
    const element = messageElement(message);
    element.classList.add("draft");
    return element;
  }
  return make("div", { class: "message" }, make("span", { class: "body" }, word("thinking")));
}

/** Telegram's own button under a draft. */
function stopButton({ can_stop, stopped, draft_id, message_thread_id }) {
  if (!can_stop || stopped) return "";
  const title = word("stop");
  return make(
    "button",
    {
      type: "button",
      class: "stop",
      title,
      onclick: () => act("stops", { draft_id, ...(message_thread_id && { message_thread_id }) }),
    },
    "■ ",
    title,
  );
}

function showStatus() {
  const status = byId("status");
  const bot = currentBot();
  const typing = view.action && view.drafts.length === 0;
  status.classList.toggle("typing", Boolean(typing));
  status.textContent = view.shut
    ? word("blocked")
    : typing
      ? word("typing")
      : store.business
        ? `${word("viaBot")} @${bot.username}`
        : `${word("bot")} · @${bot.username}`;
  if (typing && view.action === "typing" && view.messages.length > 0)
    byId("live-messages").append(
      make("div", { class: "message" }, make("span", { class: "dots" }, make("i"), make("i"), make("i"))),
    );
  const block = byId("block");
  block.replaceChildren(view.shut ? "↩" : "⊘");
  block.title = word(view.shut ? "unblock" : "block");
  block.ariaLabel = block.title;
  block.hidden = store.business;
  byId("write").classList.toggle("closed", Boolean(view.shut));
}

/** The button instead of the field, as in Telegram, where a link brought something for the bot. */
function showStart() {
  const start = byId("start");
  const asks = store.start !== null && !store.group && !store.business && !view.shut;
  start.hidden = !asks;
  byId("write").hidden = asks;
  start.textContent = word("start");
  start.onclick = () => {
    const text = `/start ${store.start}`;
    store.start = null;
    showStart();
    sendText(text);
  };
}

function showEmpty() {
  const empty = byId("empty");
  const bot = currentBot();
  empty.hidden = view.messages.length > 0 || store.start !== null;
  if (empty.hidden) return;
  if (store.business) return empty.replaceChildren(make("b", {}, word("business")), word("businessText"));
  const start = make("button", { type: "button", onclick: () => sendText("/start") }, word("start"));
  empty.replaceChildren(
    make("b", {}, word("hello")),
    bot.description || word("helloText"),
    make("br"),
    start,
  );
}

byId("block").onclick = () => act("block", { blocked: !view.shut });
byId("down").onclick = () => byId("talk").scrollTo({ top: byId("talk").scrollHeight, behavior: "smooth" });
byId("talk").onscroll = ({ currentTarget: talk }) => {
  if (talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80) byId("down").hidden = true;
};
