// The shop's own account: connected to the chosen bot or not, with its rights, and its chat with one customer.
import { byId, control, make, toast } from "./api.js";
import { currentBot, currentPerson, people, refresh, shopId, store } from "./store.js";
import { word } from "./words.js";

/** The shop's connection to the chosen bot as it is now; undefined: there is none. */
export const connectionNow = () =>
  currentBot()?.connections.findLast(({ user, is_enabled }) => user.id === shopId && is_enabled);

/** The latest one, also if it is over: its chats are still there. */
export const latestConnection = () => currentBot()?.connections.findLast(({ user }) => user.id === shopId);

/** The customer whose chat with the shop is shown. */
export const customer = () => people().find(({ id }) => id === store.customer);

const shop = () => people().find(({ id }) => id === shopId);

/** Does what the person does in a chat of the bot's own. */
export async function actInBusiness(what, more) {
  const connection = latestConnection();
  if (!connection) throw new Error(word("connectFirst"));
  const path = { messages: "business", edits: "business-edits" }[what];
  // Telegram's people have no more to do with the bot here.
  if (!path) return;
  await control("POST", `telegram/${path}`, {
    ...{ bot: store.bot, connection: connection.id, chat: customer() },
    by: store.person === shopId ? "owner" : "person",
    ...more,
  });
}

async function change(connection) {
  try {
    await control("POST", "telegram/connections", { bot: store.bot, user: shop(), ...connection });
    await refresh();
  } catch (error) {
    toast(error.message);
  }
}

const toggle = (name, pressed, onclick) =>
  make("button", { type: "button", "aria-pressed": String(pressed), onclick }, word(name));

/** The line below the phone's title. */
export function showConnection() {
  const line = byId("connection");
  line.hidden = !store.business || !currentBot();
  if (line.hidden) return;
  const connection = connectionNow();
  const rights = Object.keys(connection?.rights ?? {});
  const mayAnswer = rights.includes("can_reply");
  const others = rights.filter((right) => right !== "can_reply");
  line.replaceChildren(
    make("span", {}, currentPerson()?.id === shopId ? word("asOwner") : word("asCustomer")),
    toggle("connected", Boolean(connection), () => change({ enabled: !connection })),
    connection
      ? toggle("mayAnswer", mayAnswer, () =>
          change({ rights: mayAnswer ? others : [...others, "can_reply"] }),
        )
      : "",
  );
}
