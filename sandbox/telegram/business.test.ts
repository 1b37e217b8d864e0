// Connected accounts and managed bots, as the Bot API's documentation describes them.
import assert from "node:assert/strict";
import test from "node:test";
import { serveSandbox, type TestSandbox } from "../testing.ts";

const shop = { id: 900, first_name: "Sardor" };
const customer = { id: 7, first_name: "Dilnoza" };

async function connect({ control }: TestSandbox, more: object = {}): Promise<string> {
  const connected = await control<{ id: string }>("POST", "telegram/connections", {
    ...{ bot: "test_bot", user: shop, ...more },
  });
  return connected.id;
}

async function says({ control }: TestSandbox, connection: string, text: string, more: object = {}) {
  return control<{ update_id: number | null; message_id: number }>("POST", "telegram/business", {
    ...{ bot: "test_bot", connection, chat: customer, text, ...more },
  });
}

interface Update {
  [kind: string]: {
    id?: string;
    is_enabled?: boolean;
    rights?: object;
    text?: string;
    from?: { id: number };
    sender_business_bot?: { id: number };
    message_ids?: number[];
  };
}

/** The kinds and contents of all updates that wait. */
async function updates({ call }: TestSandbox) {
  const { result } = await call<Update[]>("getUpdates", {});
  return result.map(({ update_id: _, ...update }) => Object.entries(update)[0]);
}

test("a bot writes as the account, in another chat than its own with the same person, and is told of it", async (t) => {
  const at = await serveSandbox(t);
  await at.write("to the bot");
  const id = await connect(at);
  await says(at, id, "to the shop");
  await says(at, id, "by hand", { by: "owner" });
  const sent = await at.call<{ from: { id: number }; message_id: number }>("sendMessage", {
    ...{ business_connection_id: id, chat_id: 7, text: "as the shop" },
  });
  assert.equal(sent.result.from.id, shop.id);
  const business = (await updates(at)).filter((each) => each?.[0] === "business_message");
  assert.deepEqual(
    business.map((each) => [each?.[1].text, each?.[1].from?.id, each?.[1].sender_business_bot !== undefined]),
    [
      ["to the shop", 7, false],
      ["by hand", 900, false],
      ["as the shop", 900, true],
    ],
  );
  const own = await at.control<{ messages: unknown[] }>("GET", "telegram/chats/test_bot/7");
  const shops = await at.control<{ messages: unknown[] }>(
    "GET",
    `telegram/chats/test_bot/7?connection=${id}`,
  );
  assert.deepEqual([own.messages.length, shops.messages.length], [1, 3]);
  const { message_id } = sent.result;
  const edit = { business_connection_id: id, chat_id: 7, message_id, text: "changed" };
  assert.equal((await at.call("editMessageText", edit)).ok, true);
  const gone = { business_connection_id: id, message_ids: [message_id] };
  assert.equal((await at.call("deleteBusinessMessages", gone)).ok, true);
});

test("what a connection does not give is refused in Telegram's words", async (t) => {
  const at = await serveSandbox(t);
  const id = await connect(at);
  const send = async (more: object = {}) => {
    const asked = { business_connection_id: id, chat_id: 7, text: "a", ...more };
    const { error_code, description } = await at.call("sendMessage", asked);
    return `${error_code} ${description}`;
  };
  assert.equal(
    await send({ business_connection_id: "none" }),
    "400 Bad Request: business connection not found",
  );
  assert.equal(await send(), "400 Bad Request: BUSINESS_PEER_INVALID");
  await says(at, id, "only the owner", { by: "owner" });
  assert.equal(await send(), "400 Bad Request: BUSINESS_PEER_USAGE_MISSING");
  await says(at, id, "a customer");
  await connect(at, { rights: ["can_read_messages"] });
  assert.equal(await send(), "403 Forbidden: BOT_ACCESS_FORBIDDEN");
  await connect(at, { rights: ["can_reply"] });
  const { result } = await at.call<{ message_id: number }>("sendMessage", {
    ...{ business_connection_id: id, chat_id: 7, text: "b" },
  });
  const gone = { business_connection_id: id, message_ids: [result.message_id] };
  assert.match(String((await at.call("deleteBusinessMessages", gone)).description), /DELETE_FORBIDDEN/);
  await connect(at, { enabled: false });
  assert.equal(await send(), "400 Bad Request: BUSINESS_CONNECTION_INVALID");
  assert.equal((await says(at, id, "unheard")).update_id, null);
});

test("connecting, other rights and disconnecting are told; who connects again has another connection and the same chats", async (t) => {
  const at = await serveSandbox(t);
  const id = await connect(at);
  await says(at, id, "before");
  await connect(at, { rights: [] });
  await connect(at, { enabled: false });
  const again = await connect(at);
  assert.notEqual(again, id);
  const told = (await updates(at)).filter((each) => each?.[0] === "business_connection");
  assert.deepEqual(
    told.map((each) => [
      each?.[1].id === id,
      each?.[1].is_enabled,
      Object.keys(each?.[1].rights ?? {}).length,
    ]),
    [
      [true, true, 3],
      [true, true, 0],
      [true, false, 0],
      [false, true, 3],
    ],
  );
  const sent = { business_connection_id: again, chat_id: 7, text: "after" };
  assert.equal((await at.call("sendMessage", sent)).ok, true);
});

test("a managed bot is told to its manager, which alone gets its token", async (t) => {
  const at = await serveSandbox(t);
  const creation = { manager: "test_bot", user: customer, name: "Made", username: "made_by_tap_bot" };
  await assert.rejects(at.control("POST", "telegram/managed-bots", creation), /MANAGER_PERMISSION_MISSING/);
  const { token } = [...at.sandbox.telegram.bots.values()][0]!; // the test's own
  await at.control("POST", "telegram/bots", { token, username: "test_bot", name: "Test", managesBots: true });
  await assert.rejects(
    at.control("POST", "telegram/managed-bots", { ...creation, username: "made_by_tap" }),
    /USERNAME_SUFFIX_MISSING/,
  );
  await at.control("POST", "telegram/managed-bots", creation);
  const [told] = (await updates(at)).filter((each) => each?.[0] === "managed_bot");
  const { user, bot } = (told?.[1] ?? {}) as { user?: { id: number }; bot?: { id: number } };
  assert.equal(user?.id, 7);
  const asked = await at.call<string>("getManagedBotToken", { user_id: bot?.id });
  assert.ok(at.sandbox.telegram.bots.has(asked.result));
  const replaced = await at.call<string>("replaceManagedBotToken", { user_id: bot?.id });
  assert.ok(!at.sandbox.telegram.bots.has(asked.result) && at.sandbox.telegram.bots.has(replaced.result));
  await at.control("POST", "telegram/bots", { token: "555:AAother", username: "other_bot", name: "Other" });
  const other = await at.call("getManagedBotToken", { user_id: 555 });
  assert.equal(other.description, "Bad Request: BOT_INVALID");
});
