// What every request meets before its endpoint, and what the endpoints do with what is sent.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { RateLimiterPostgres } from "rate-limiter-flexible";
import {
  createAnswer,
  createBot,
  createKey,
  createShop,
  createTenant,
  createWorker,
} from "#test/builders.ts";
import { startSandbox } from "#test/processes.ts";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import { endpoints } from "./endpoints.ts";
import { failureOf } from "./failure.ts";
import { ask, tokenFor } from "./fixtures/client.ts";
import { countRequest, PER_TENANT, PER_TOKEN, TAKEN } from "./pace.ts";

const outside = await startSandbox();
process.env.GEMINI_BASE_URL = outside.url;
process.env.TELEGRAM_API_ROOT = outside.url;
after(() => outside.end());
await createWorker();

async function makeBot() {
  const context = await createTenant();
  return { context, id: await createBot(context, { prompt: "Old." }), token: await tokenFor(context) };
}
const codeOf = ({ status, json }: { status: number; json: { error?: { code: string } } | null }) => [
  status,
  json?.error?.code,
];

test("every error has a code and one sentence, in the same form", async () => {
  const { token, id } = await makeBot();
  const told = [
    await ask(null, "GET", "/me"),
    await ask("bf_no", "GET", "/me"),
    await ask(token, "GET", "/nothing"),
    await ask(token, "POST", "/me"),
    await ask(token, "PATCH", `/bots/${id}`, { body: "{" }),
    await ask(token, "PATCH", `/bots/${id}`, { body: "{}", headers: { "content-type": "text/plain" } }),
    await ask(token, "PATCH", `/bots/${id}`, { body: { groups: "some" } }),
    await ask(token, "PATCH", `/bots/${id}`, { body: { prompt: "a\u0000b" } }),
    await ask(token, "PATCH", `/bots/${id}`, { body: { token: "x" } }),
    await ask(token, "PATCH", `/bots/${id}`, { body: { prompt: "x".repeat(300_000) } }),
    await ask(token, "GET", "/bots?unknown=1"),
    await ask(token, "GET", "/answers?state=none"),
    await ask(token, "GET", "/analytics?from=2026-02-31"),
    await ask(token, "GET", "/conversations?q=a%00b"),
  ];
  assert.deepEqual(told.map(codeOf), [
    [401, "token_missing"],
    [401, "token_refused"],
    [404, "not_found"],
    [405, "no_method"],
    [422, "body_unreadable"],
    [422, "body_unreadable"],
    [422, "invalid"],
    [422, "body_unreadable"],
    [422, "invalid"],
    [413, "body_large"],
    [422, "invalid"],
    [422, "invalid"],
    [422, "invalid"],
    [422, "invalid"],
  ]);
  for (const { json, text } of told) {
    assert.deepEqual(Object.keys(json), ["error"], text);
    assert.match(json.error.message, /^[A-Z].+[.)]$/, text);
  }
  assert.match(told[6]?.json.error.message, /^The body does not fit at groups: /);
  assert.equal(told[8]?.json.error.field, "token");
  assert.equal(told[0]?.headers.get("www-authenticate"), 'Bearer realm="BotFactory"');
});

test("what goes wrong on our side is told without its words", async (t) => {
  const { token } = await makeBot();
  const me = endpoints[0];
  assert.ok(me);
  const logged = t.mock.method(log, "error", () => undefined);
  t.mock.method(me, "handle", async () => {
    throw new Error("secret words");
  });
  const failed = await ask(token, "GET", "/me");
  assert.deepEqual(codeOf(failed), [500, "internal"]);
  assert.ok(!failed.text.includes("secret words"));
  assert.equal(logged.mock.callCount(), 1);
});

test("a field that an answer's schema does not name is left out, and an answer that does not fit is none", async (t) => {
  const { token } = await makeBot();
  const list = endpoints.find(({ path, method }) => path === "/bots" && method === "GET");
  assert.ok(list);
  t.mock.method(log, "error", () => undefined);
  const bot = {
    ...{ id: crypto.randomUUID(), name: "a", username: "b", enabled: true, condition: { kind: "works" } },
    ...{ lastMessageAt: null, token: "123:secret" },
  };
  const mocked = t.mock.method(list, "handle", async () => ({ bots: [bot], next: null, more: "123:secret" }));
  const answer = await ask(token, "GET", "/bots");
  assert.equal(answer.status, 200, answer.text);
  assert.ok(!answer.text.includes("secret"));
  mocked.mock.mockImplementation(async () => ({ bots: [{ id: "no" }], next: null }));
  assert.deepEqual(codeOf(await ask(token, "GET", "/bots")), [500, "internal"]);
});

test("half of a character is no reason to refuse a text, nor is one that writes of NUL", async () => {
  const { id, token } = await makeBot();
  const body = { prompt: "Never answer \\u0000.", welcome: { uz: "Salom \ud83d" } };
  const changed = await ask(token, "PATCH", `/bots/${id}`, { body });
  assert.equal(changed.status, 200, changed.text);
  const { prompt, welcome } = changed.json.settings;
  assert.deepEqual([prompt, welcome], [body.prompt, { uz: "Salom \ufffd" }]);
});

test("a token that asks too often waits, is told how long, and costs no other token and no other tenant a request", async (t) => {
  const { token, context } = await makeBot();
  const other = await makeBot();
  const colleague = await tokenFor(context);
  // All within the minute, however long the machine takes.
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  for (let count = 0; count < PER_TOKEN; count++)
    assert.equal((await ask(token, "GET", "/me")).status, 200, String(count));
  const refused = await ask(token, "GET", "/me");
  assert.deepEqual(codeOf(refused), [429, "too_many_requests"]);
  const seconds = Number(refused.headers.get("retry-after"));
  assert.ok(seconds >= 1 && seconds <= 60, String(seconds));
  for (const free of [other.token, colleague]) assert.equal((await ask(free, "GET", "/me")).status, 200);
});

test("several dashboards together let a token and a tenant ask as often as one, and each asks the database rarely", async (t) => {
  const [mine, theirs] = [await makeBot(), await makeBot()];
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const writes = t.mock.method(RateLimiterPostgres.prototype, "consume").mock;
  const dashboards = Array.from({ length: 3 }, () => ({ paces: undefined }));
  /** Each turn another dashboard. */
  const spend = async (tokenId: string, tenantId: string, turns: number) => {
    let admitted = 0;
    for (let turn = 0; turn < turns; turn++) {
      const dashboard = dashboards[turn % dashboards.length] as { paces: unknown };
      Object.assign(globalThis, { botfactoryPaces: dashboard.paces });
      admitted += await countRequest(tokenId, tenantId).then(
        () => 1,
        () => 0,
      );
      dashboard.paces = (globalThis as { botfactoryPaces?: unknown }).botfactoryPaces;
    }
    return admitted;
  };
  const { tenantId } = mine.context;
  const lost = (dashboards.length - 1) * TAKEN.token;
  const admitted = await spend("one", tenantId, 2 * PER_TOKEN);
  assert.ok(admitted <= PER_TOKEN && admitted >= PER_TOKEN - lost, String(admitted));
  // Refusals ask the limiter too, which knows them by heart after the first.
  const asked = writes.callCount() - (2 * PER_TOKEN - admitted);
  assert.ok(asked <= PER_TOKEN / TAKEN.token + PER_TENANT / TAKEN.tenant, String(asked));
  assert.equal(await spend("of another tenant", theirs.context.tenantId, 9), 9);
  let all = admitted;
  for (const token of ["two", "three", "four", "five", "six"])
    all += await spend(token, tenantId, 2 * PER_TOKEN);
  assert.ok(all <= PER_TENANT && all >= PER_TENANT - (dashboards.length - 1) * TAKEN.tenant, String(all));
  Object.assign(globalThis, { botfactoryPaces: undefined });
});

test("whoever guesses tokens waits, and nobody from elsewhere", async () => {
  const { token } = await makeBot();
  const guess = () =>
    ask(`bf_${"x".repeat(43)}`, "GET", "/me", { address: "198.51.100.7" }).then(({ status }) => status);
  const statuses: number[] = [];
  for (let count = 0; count < 32; count++) statuses.push(await guess());
  assert.equal(statuses[0], 401);
  assert.equal(statuses.at(-1), 429);
  assert.equal((await ask(token, "GET", "/me")).status, 200);
});

test("settings change together or not at all, and only over the version that the program knows", async () => {
  const { context, id, token } = await makeBot();
  const read = await ask(token, "GET", `/bots/${id}`);
  const etag = read.headers.get("etag") ?? "";
  assert.equal(etag, `"${read.json.version}"`);
  const changed = await ask(token, "PATCH", `/bots/${id}`, {
    body: { prompt: "New.", welcome: { uz: "Salom" }, takeoverMinutes: 45 },
    headers: { "if-match": etag },
  });
  assert.equal(changed.status, 200, changed.text);
  const { prompt, welcome, takeoverMinutes } = changed.json.settings;
  assert.deepEqual([prompt, welcome, takeoverMinutes], ["New.", { uz: "Salom" }, 45]);
  assert.notEqual(changed.headers.get("etag"), etag);
  const { version } = await db.promptVersion
    .findMany({ where: { botId: id } })
    .then((rows) => ({ version: rows.length }));
  assert.equal(version, 2, "the old prompt and the new one are kept");
  const late = await ask(token, "PATCH", `/bots/${id}`, {
    body: { prompt: "Late." },
    headers: { "if-match": etag },
  });
  assert.deepEqual(codeOf(late), [409, "conflict"]);
  const broken = await ask(token, "PATCH", `/bots/${id}`, {
    body: { prompt: "Half.", defaultLanguage: "ru", languages: ["uz"] },
  });
  assert.deepEqual(codeOf(broken), [422, "invalid"]);
  const row = await db.bot.findUniqueOrThrow({ where: { id } });
  assert.equal(row.prompt, "New.");
  const audits = await db.audit.findMany({ where: { tenantId: context.tenantId, action: "bot.apply" } });
  assert.equal(audits.length, 1);
  assert.match(audits[0]?.agent ?? "", /^API token ….{4}, curl\/8\.0$/);
});

test("what is refused where it is typed in the dashboard is refused here", async () => {
  const { id, token } = await makeBot();
  const command = { name: "start", kind: "text", description: { uz: "a" }, text: { uz: "a" } };
  for (const body of [
    { commands: [command] },
    { commands: [{ ...command, name: "narx", text: {} }] },
    {
      commands: [
        { ...command, name: "narx" },
        { ...command, name: "narx" },
      ],
    },
    { limits: { person: { perDay: 0 } } },
    { business: { mode: "all" } },
    { memory: { tokens: 1 } },
    { languages: [] },
    { takeoverMinutes: 0 },
  ])
    assert.equal((await ask(token, "PATCH", `/bots/${id}`, { body })).status, 422, JSON.stringify(body));
});

test("the way that messages arrive needs the scope of whoever manages bots", async () => {
  const { context, id } = await makeBot();
  const body = { intake: "polling" };
  const token = await tokenFor(context, { scopes: ["bots:write"] });
  assert.deepEqual(codeOf(await ask(token, "PATCH", `/bots/${id}`, { body })), [403, "forbidden"]);
  const manager = await tokenFor(context, { scopes: ["bots:write", "bots:manage"] });
  assert.equal((await ask(manager, "PATCH", `/bots/${id}`, { body })).status, 200);
});

test("an order of models is saved over the version that the program knows, and over no other", async () => {
  const { token } = await makeBot();
  const entries = [{ model: "gemini-2.5-pro", enabled: true }];
  const saved = await ask(token, "PUT", "/models", { body: { version: 0, entries } });
  assert.equal(saved.status, 200, saved.text);
  assert.deepEqual([saved.json.source, saved.json.entries], ["tenant", entries]);
  const late = await ask(token, "PUT", "/models", { body: { version: 0, entries: [] } });
  assert.deepEqual(codeOf(late), [409, "conflict"]);
});

test("a key that Google refuses is not stored, nor one that is there already", async () => {
  const { context, token } = await makeBot();
  await outside.control("PUT", "/gemini/keys", { "AQ.good": { project: "p" } });
  const add = (secret: string) => ask(token, "POST", "/keys", { body: { secret } });
  assert.deepEqual(codeOf(await add("AQ.unknown")), [422, "key_refused"]);
  assert.equal((await add("AQ.good")).status, 201);
  assert.deepEqual(codeOf(await add("AQ.good")), [409, "key_duplicate"]);
  assert.equal(await db.key.count({ where: { tenantId: context.tenantId } }), 1);
});

test("texts of people are in answers only with the scope that reads them", async () => {
  const { context, answerId, mark } = await createShop();
  const reading = await tokenFor(context, { scopes: ["answers:read"] });
  const both = await tokenFor(context, { scopes: ["answers:read", "conversations:read", "keys:read"] });
  const path = `/answers/${answerId}`;
  const without = (await ask(reading, "GET", path)).json;
  assert.equal(without.exchange, null);
  assert.deepEqual(
    without.attempts.map((each: { key: unknown }) => each.key),
    [null, null, null],
  );
  const withTexts = (await ask(both, "GET", path)).json;
  assert.equal(withTexts.exchange.question, mark);
  assert.ok(withTexts.attempts[0].key);
});

test("each filter of answers finds what it says", async () => {
  const context = await createTenant();
  const [botId, other] = [await createBot(context), await createBot(context)];
  const keyId = await createKey(context);
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 12, minute));
  const first = { state: "answered", text: "ha", model: "gemini-2.5-pro", startedAt: at(0) } as const;
  const id = await createAnswer(
    context,
    botId,
    { ...first, question: "Velosiped bormi?", firstTextAt: at(1), finishedAt: at(1), costMicros: 5_000n },
    [{ class: "overloaded", keyId, model: "gemini-2.5-flash" }, { model: "gemini-2.5-pro" }],
  );
  await createAnswer(context, other, { state: "apologised", startedAt: at(10), costMicros: null }, [
    { class: "timeout", model: "gemini-3.0-pro" },
  ]);
  const bad = await createAnswer(context, other, { ...first, startedAt: at(20), costMicros: 1n }, [{}]);
  for (const [answerId, liked] of [
    [id, true],
    [bad, false],
  ] as const) {
    const of = { tenantId: context.tenantId, answerId, messageId: 1, actorId: 1, at: at(30) };
    await db.reaction.create({ data: { ...of, liked, disliked: !liked } });
    await db.answer.update({ where: { id: answerId }, data: liked ? { liked: 1 } : { disliked: 1 } });
  }
  const { conversationId } = await db.answer.findUniqueOrThrow({ where: { id } });
  const token = await tokenFor(context);
  const found = async (query: string) => {
    const { status, json, text } = await ask(token, "GET", `/answers?${query}`);
    assert.equal(status, 200, text);
    return json.answers.map(({ receivedAt }: { receivedAt: string }) => new Date(receivedAt).getUTCMinutes());
  };
  for (const [query, minutes] of [
    ["", [20, 10, 0]],
    [`bot=${botId}`, [0]],
    ["state=apologised", [10]],
    ["state=given", [20, 10, 0]],
    ["model=gemini-2.5-pro", [20, 0]],
    ["model=none", [10]],
    ["tried=gemini-3.0-pro", [10]],
    [`key=${keyId}`, [0]],
    ["class=overloaded", [0]],
    ["class=failed", [10, 0]],
    ["by=first", [20]],
    ["by=later", [0]],
    ["slow=30", [0]],
    ["slow=90.5", []],
    ["cost=0.001", [0]],
    ["cost=unknown", [10]],
    ["rating=good", [0]],
    ["rating=bad", [20]],
    ["q=velosiped", [0]],
    [`conversation=${conversationId}`, [0]],
    ["from=2026-11-20T17:10:00%2B05:00", [20, 10]],
    ["to=2026-11-20T12:10:00Z", [0]],
  ] as const)
    assert.deepEqual(await found(query), minutes, query);
  for (const query of ["slow=x", "cost=free", "rating=best", `model=${"x".repeat(201)}`, "from=2026-11-20"])
    assert.deepEqual(codeOf(await ask(token, "GET", `/answers?${query}`)), [422, "invalid"], query);
});

test("only who asks too often, or meets us away, is told when to come again", async () => {
  for (const [code, values, seconds] of [
    ["too_many_requests", { seconds: 7 }, 7],
    ["too_many_tries", { minutes: 2 }, 120],
    ["database_away", {}, 5],
    ["not_found", { seconds: 7 }, null],
  ] as const)
    assert.equal(failureOf(new AppError(code, values)).retryAfterS, seconds, code);
});
