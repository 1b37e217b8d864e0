// The page's state: the sandbox's state, and the chosen bot, person and chat.
import { control } from "./api.js";

const groupId = -1002000000001;

const asked = new URLSearchParams(location.search);

export const store = {
  state: null,
  // A link from the dashboard names the bot.
  bot: asked.get("bot") ?? localStorage.getItem("bot"),
  person: Number(localStorage.getItem("person")) || null,
  group: false,
  // The chat of a customer with the shop's own account, which may be connected to the bot.
  business: false,
  // The person that was chosen last and is not the shop.
  customer: null,
  // What the link tells that bot once Start is pressed, as a link to Telegram does.
  start: asked.get("bot") && asked.get("start"),
};
/** What the link wants to create: "bot", "key" or null. */
export const wanted = asked.get("new");
/** What a link proposes for a new bot that another one manages; null: it is no such link. */
export const proposed = asked.get("newbot") && {
  manager: asked.get("newbot"),
  username: asked.get("username") ?? "",
  name: asked.get("name") ?? "",
};
// A reload asks for nothing again.
if (asked.get("bot")) localStorage.setItem("bot", asked.get("bot"));
if (location.search) history.replaceState(null, "", location.pathname);

const listeners = new Set();
/** `listener` is called after every change of the state or the choice. */
export const onChange = (listener) => listeners.add(listener);
const changed = () => {
  for (const listener of listeners) listener();
};

export const shopId = 5900;
const shop = { id: shopId, first_name: "Sardor", last_name: "(doʻkon)", language_code: "uz" };
const strangers = [
  { id: 5001, first_name: "Dilnoza", language_code: "uz" },
  { id: 5002, first_name: "Jasur", language_code: "uz" },
];

export async function refresh() {
  store.state = await control("GET", "state");
  const { bots } = store.state.telegram;
  if (!bots.some(({ username }) => username === store.bot)) {
    store.bot = bots[0]?.username ?? null;
    store.start = null;
  }
  if (!people().some(({ id }) => id === store.person)) store.person = people()[0].id;
  if (store.person !== shopId) store.customer = store.person;
  store.customer ??= people().find(({ id }) => id !== shopId)?.id ?? null;
  changed();
}

export function choose(choice) {
  Object.assign(store, choice);
  if (choice.bot) store.start = null;
  if (store.person !== shopId) store.customer = store.person;
  localStorage.setItem("bot", store.bot ?? "");
  localStorage.setItem("person", store.person ?? "");
  changed();
}

export const people = () => {
  const { users } = store.state.telegram;
  const others = users.filter(({ id }) => id !== shopId);
  // Whoever else has written to a bot is known; until then these two are there.
  const known = others.every(({ id }) => strangers.some((each) => each.id === id)) ? strangers : others;
  return [...known, users.find(({ id }) => id === shopId) ?? shop];
};
export const currentBot = () =>
  store.state?.telegram.bots.find(({ username }) => username === store.bot) ?? null;
export const currentPerson = () => people().find(({ id }) => id === store.person);
export const chatId = () => (store.group ? groupId : store.business ? store.customer : store.person);

/** Common fields of control calls about this chat. */
export const place = (title) => ({
  bot: store.bot,
  chat: store.group ? { id: groupId, type: "supergroup", title } : { id: store.person },
  from: currentPerson(),
});
