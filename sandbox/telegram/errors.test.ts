import assert from "node:assert/strict";
import test from "node:test";
import { serveSandbox, type TestSandbox, token } from "../testing.ts";

/** The error of a refused call. */
async function refusal({ call }: TestSandbox, method: string, params: object): Promise<string> {
  const { ok, error_code, description } = await call(method, params);
  assert.equal(ok, false);
  return `${error_code} ${description}`;
}

test("invalid text is refused with Telegram's error messages", async (t) => {
  const at = await serveSandbox(t);
  await at.write("hello");
  const send = (params: object) => refusal(at, "sendMessage", { chat_id: 7, ...params });
  assert.equal(await send({ text: "" }), "400 Bad Request: message text is empty");
  assert.equal(await send({ text: " \n " }), "400 Bad Request: text must be non-empty");
  assert.equal(await send({ text: "x".repeat(4097) }), "400 Bad Request: message is too long");
  assert.equal((await at.call("sendMessage", { chat_id: 7, text: "x".repeat(4096) })).ok, true);
  assert.match(
    await send({ text: "a.", parse_mode: "MarkdownV2" }),
    /^400 .*can't parse entities: Character '\.' is reserved/,
  );
  assert.match(
    await send({ text: "*a", parse_mode: "MarkdownV2" }),
    /can't parse entities: Can't find end of Bold entity at byte offset 0$/,
  );
  assert.match(
    await send({ text: "<b>a", parse_mode: "HTML" }),
    /Can't find end tag corresponding to start tag "b"$/,
  );
  assert.match(
    await send({ text: "a<br>", parse_mode: "HTML" }),
    /Unsupported start tag "br" at byte offset 1$/,
  );
  const entities = [{ type: "bold", offset: 0, length: 3 }];
  assert.match(await send({ text: "ab", entities }), /ends after the end of the text at UTF-16 offset 3$/);
  assert.match(
    await send({ text: "😀", entities: [{ type: "bold", offset: 1, length: 1 }] }),
    /middle of a UTF-16 symbol/,
  );
  assert.equal(
    await send({ text: "a", reply_parameters: { message_id: 999 } }),
    "400 Bad Request: message to be replied not found",
  );
  assert.equal(
    await refusal(at, "sendMessage", { chat_id: 99, text: "a" }),
    "400 Bad Request: chat not found",
  );
});

test("markup becomes text and entities with offsets in UTF-16 code units", async (t) => {
  const { call, write } = await serveSandbox(t);
  await write("hello");
  const send = async (text: string, parse_mode: string) => {
    const { result } = await call<{ text: string; entities: object[] }>("sendMessage", {
      chat_id: 7,
      text,
      parse_mode,
    });
    return [result.text, result.entities];
  };
  assert.deepEqual(await send("😀 *bold _both_* `x\\`y` [l](https://a.uz)", "MarkdownV2"), [
    "😀 bold both x`y l",
    [
      { type: "bold", offset: 3, length: 9 },
      { type: "italic", offset: 8, length: 4 },
      { type: "code", offset: 13, length: 3 },
      { type: "text_link", offset: 17, length: 1, url: "https://a.uz" },
    ],
  ]);
  assert.deepEqual(await send('<pre><code class="language-js">a &lt; b</code></pre><b>c</b>', "HTML"), [
    "a < bc",
    [
      { type: "pre", offset: 0, length: 5, language: "js" },
      { type: "bold", offset: 5, length: 1 },
    ],
  ]);
  assert.deepEqual(await send("```py\nx=1\n```", "MarkdownV2"), [
    "x=1",
    [{ type: "pre", offset: 0, length: 3, language: "py" }],
  ]);
});

test("an edit that changes nothing is refused, also if its fields are in another order", async (t) => {
  const at = await serveSandbox(t);
  await at.write("hello");
  const entities = [{ type: "bold", offset: 0, length: 2 }];
  const { result } = await at.call<{ message_id: number }>("sendMessage", {
    chat_id: 7,
    text: "ab c",
    entities,
  });
  const edit = { chat_id: 7, message_id: result.message_id, text: "ab c" };
  const swapped = [{ length: 2, offset: 0, type: "bold" }];
  assert.match(
    await refusal(at, "editMessageText", { ...edit, entities: swapped }),
    /^400 Bad Request: message is not modified: /,
  );
  assert.equal((await at.call("editMessageText", edit)).ok, true, "other entities are a change");
  assert.equal(
    await refusal(at, "editMessageText", { ...edit, message_id: 99 }),
    "400 Bad Request: message to edit not found",
  );
  assert.equal(
    await refusal(at, "editMessageText", { ...edit, message_id: 1 }),
    "400 Bad Request: message can't be edited",
  );
});

test("blocking the bot sends a my_chat_member update, and later sends fail with 403", async (t) => {
  const at = await serveSandbox(t);
  await at.write("hello");
  const { update_id } = await at.control("POST", "telegram/block", { bot: "test_bot", chat: { id: 7 } });
  assert.notEqual(update_id, null);
  assert.equal(
    await refusal(at, "sendMessage", { chat_id: 7, text: "a" }),
    "403 Forbidden: bot was blocked by the user",
  );
  await at.control("POST", "telegram/block", { bot: "test_bot", chat: { id: 7 }, blocked: false });
  assert.equal((await at.call("sendMessage", { chat_id: 7, text: "a" })).ok, true);
  const group = { id: -5, type: "group" };
  await at.control("POST", "telegram/block", { bot: "test_bot", chat: group, from: { id: 7 } });
  assert.equal(
    await refusal(at, "sendMessage", { chat_id: -5, text: "a" }),
    "403 Forbidden: bot was kicked from the group chat",
  );
});

test("unknown tokens, methods and paths get Telegram's error statuses", async (t) => {
  const at = await serveSandbox(t);
  const status = async (path: string) => (await fetch(at.url + path)).status;
  assert.equal(await status("/bot1:unknown/getMe"), 401);
  assert.equal(await status("/botnonsense/getMe"), 404);
  assert.equal(await status(`/bot${token}/flyToTheMoon`), 404);
  await at.control("PUT", "telegram/faults", { unknownMethods: ["setMyCommands"] });
  assert.match(await refusal(at, "setMyCommands", { commands: [] }), /^404 Not Found/);
});

test("too many messages get 429 with retry_after, until flood limits are switched off", async (t) => {
  const at = await serveSandbox(t);
  await at.control("PUT", "telegram/faults", { flood: { groupPerMinute: 2 } });
  await at.write("/start", { chat: { id: -5, type: "supergroup" }, from: { id: 7 } });
  const send = () => at.call("sendMessage", { chat_id: -5, text: "hello" });
  assert.deepEqual([(await send()).ok, (await send()).ok], [true, true]);
  const refused = await send();
  const { retry_after } = refused.parameters!;
  assert.ok(Number.isInteger(retry_after));
  assert.equal(refused.error_code, 429);
  assert.equal(refused.description, `Too Many Requests: retry after ${retry_after}`);
  await at.control("PUT", "telegram/faults", { flood: false });
  assert.equal((await send()).ok, true);
});

test("a forced error applies to the calls it names, the given number of times", async (t) => {
  const at = await serveSandbox(t);
  await at.write("hello");
  const errors = [{ method: "sendmessage", chat: 7, times: 2, error_code: 502, description: "Bad Gateway" }];
  await at.control("PUT", "telegram/faults", { errors });
  assert.equal((await at.call("sendChatAction", { chat_id: 7, action: "typing" })).ok, true);
  for (let time = 0; time < 2; time++)
    assert.equal(await refusal(at, "sendMessage", { chat_id: 7, text: "a" }), "502 Bad Gateway");
  assert.equal((await at.call("sendMessage", { chat_id: 7, text: "a" })).ok, true);
});

test("a connection dropped before the call loses the call; dropped after it, only the response", async (t) => {
  const at = await serveSandbox(t);
  await at.write("hello");
  const drops = [
    { method: "sendMessage", when: "before" },
    { method: "sendMessage", when: "after" },
  ];
  await at.control("PUT", "telegram/faults", { drops });
  await assert.rejects(at.call("sendMessage", { chat_id: 7, text: "lost" }));
  await assert.rejects(at.call("sendMessage", { chat_id: 7, text: "kept" }));
  const { messages } = await at.control<{ messages: { text: string }[] }>("GET", "telegram/chats/test_bot/7");
  assert.deepEqual(
    messages.map(({ text }) => text),
    ["hello", "kept"],
  );
});

test("drafts work in private chats only and disappear when a message is sent", async (t) => {
  const at = await serveSandbox(t);
  await at.write("hello");
  const draft = { chat_id: 7, draft_id: 5, text: "thinking aloud" };
  assert.equal((await at.call("sendMessageDraft", draft)).result, true);
  assert.equal((await at.call("sendMessageDraft", { chat_id: 7, draft_id: 6 })).result, true);
  const look = () => at.control<{ drafts: { text: string }[] }>("GET", "telegram/chats/test_bot/7");
  assert.deepEqual(
    (await look()).drafts.map(({ text }) => text),
    ["thinking aloud", ""],
  );
  await at.call("sendMessage", { chat_id: 7, text: "done" });
  assert.deepEqual((await look()).drafts, []);
  await at.write("/start", { chat: { id: -5, type: "group" }, from: { id: 7 } });
  assert.match(
    await refusal(at, "sendMessageDraft", { ...draft, chat_id: -5 }),
    /^400 Bad Request: TEXTDRAFT_PEER_INVALID/,
  );
});
