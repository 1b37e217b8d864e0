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
  // What the link tells that bot once Start is pressed, as a link to Telegram does.
  start: asked.get("bot") && asked.get("start"),
};
/** What the link wants to create: "bot", "key" or null. */
export const wanted = asked.get("new");
// A reload asks for nothing again.
if (asked.get("bot")) localStorage.setItem("bot", asked.get("bot"));
if (location.search) history.replaceState(null, "", location.pathname);

const listeners = new Set();
/** `listener` is called after every change of the state or the choice. */
export const onChange = (listener) => listeners.add(listener);
const changed = () => {
  for (const listener of listeners) listener();
};

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
  changed();
}

export function choose(choice) {
  Object.assign(store, choice);
  if (choice.bot) store.start = null;
  localStorage.setItem("bot", store.bot ?? "");
  localStorage.setItem("person", store.person ?? "");
  changed();
}

export const people = () => {
  const { users } = store.state.telegram;
  return users.length > 0 ? users : strangers;
};
export const currentBot = () =>
  store.state?.telegram.bots.find(({ username }) => username === store.bot) ?? null;
export const currentPerson = () => people().find(({ id }) => id === store.person);
export const chatId = () => (store.group ? groupId : store.person);

/** Common fields of control calls about this chat. */
export const place = (title) => ({
  bot: store.bot,
  chat: store.group ? { id: groupId, type: "supergroup", title } : { id: store.person },
  from: currentPerson(),
});
