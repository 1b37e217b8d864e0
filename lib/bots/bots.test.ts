import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { after } from "node:test";
import {
  createBot,
  createKey,
  createModelList,
  createTenant,
  createWorker,
  withRole,
} from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import { startSandbox } from "#test/processes.ts";
import { isWaitingForLock } from "#test/row-locks.ts";
import { until } from "#test/until.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import type { AppError } from "../errors.ts";
import { open } from "../secrets.ts";
import { addBot } from "./add.ts";
import { enableBot, removeBot, replaceToken } from "./edit.ts";
import { importBot } from "./import.ts";
import { getBot, listBots } from "./list.ts";
import { publishPrompt } from "./prompt-versions.ts";

const telegram = await startSandbox();
process.env.TELEGRAM_API_ROOT = telegram.url;
after(() => telegram.end());

await createWorker();
let made = 0;
/** Registers a bot with the simulated Telegram. */
async function madeBot(id = 5_000_000 + ++made): Promise<{ token: string; username: string }> {
  const token = `${id}:AA${String(++made).padStart(33, "0")}`;
  const username = `shop_${id}_bot`;
  await telegram.control("POST", "/telegram/bots", { token, username, name: `Shop ${id}` });
  return { token, username };
}

/** A tenant with a model, and a key that works. */
async function tenant(role: Context["role"] = "admin"): Promise<Context> {
  const context = withRole(await createTenant(), role);
  await createKey(context, { checkClass: "ok", checkedAt: new Date() });
  await createModelList(context, ["gemini-2.5-flash"]);
  return context;
}

const version = async ({ tenantId }: Context) =>
  (await db.tenant.findUniqueOrThrow({ where: { id: tenantId } })).configVersion;

test("pasting @BotFather's message adds the bot with Telegram's name for it, and starts it", async () => {
  const context = await tenant();
  const { token, username } = await madeBot();
  const added = await addBot(
    context,
    `Done! Use this token to access the HTTP API:\n${token}\nKeep it secure.`,
  );
  assert.equal(added.username, username);
  assert.equal(added.version, await version(context));
  const [bot] = await listBots(context);
  assert.deepEqual(
    [bot?.username, bot?.enabled, bot?.condition],
    [username, true, { kind: "waiting", reason: "idle" }],
  );
  const stored = await db.bot.findUniqueOrThrow({ where: { id: added.id } });
  const place = { tenantId: context.tenantId, table: "Bot", rowId: added.id, column: "token" } as const;
  assert.equal(open(stored.token, place), token);
  assert.match(open(stored.webhookSecret, { ...place, column: "webhookSecret" }), /^[0-9a-f]{64}$/);
});

test("a malformed token, a refused token and an unreachable Telegram give different errors", async () => {
  const context = await tenant();
  await assert.rejects(addBot(context, "my bot"), hasCode("bot_token_shape"));
  await assert.rejects(addBot(context, `77${randomUUID().slice(0, 3)}`), hasCode("bot_token_shape"));
  await assert.rejects(addBot(context, "99999999:AAunknown_unknown_unknown_0"), hasCode("bot_token_refused"));
  const { token } = await madeBot();
  await telegram.control("PUT", "/telegram/faults", {
    drops: [{ method: "getMe", times: 1, when: "before" }],
  });
  await assert.rejects(addBot(context, token), hasCode("telegram_unreachable"));
  assert.deepEqual(await listBots(context), []);
});

test("a bot can be added once; a duplicate in the tenant and one in another tenant give different errors", async () => {
  const [mine, other] = [await tenant(), await tenant()];
  const { token, username } = await madeBot();
  await addBot(mine, token);
  await assert.rejects(addBot(mine, token), hasCode("bot_duplicate"));
  await assert.rejects(addBot(other, token), (error) => {
    assert.ok(hasCode("bot_taken")(error));
    // The error reveals only what the token itself does.
    assert.deepEqual((error as AppError).values, { username });
    return true;
  });
  assert.deepEqual(await listBots(other), []);
});

test("of two concurrent adds of the same bot one succeeds, and the other gets the duplicate error", async () => {
  const context = await tenant();
  const { tenantId } = context;
  const { token, username } = await madeBot();
  const second = await db.$transaction(
    async (tx) => {
      // The first transaction has written but not committed when the second one writes.
      const first = {
        id: randomUUID(),
        tenantId,
        telegramId: Number(token.split(":")[0]),
        username,
        name: "Shop",
      };
      const secrets = { token: "", tokenIndex: token, tokenLast4: "", webhookPath: token, webhookSecret: "" };
      await tx.bot.create({ data: { ...first, ...secrets } });
      const result = addBot(context, token).then(
        () => null,
        (error: unknown) => error,
      );
      await until("the second waits for the first", isWaitingForLock);
      return { result };
    },
    { timeout: 600_000 },
  );
  assert.ok(hasCode("bot_duplicate")(await second.result));
});

test("a bot from the environment is stored once, even while Telegram is unreachable", async () => {
  const context = await tenant();
  const { token } = await madeBot();
  await telegram.control("PUT", "/telegram/faults", {
    drops: [{ method: "getMe", times: 1, when: "before" }],
  });
  await importBot(context, token);
  await importBot(context, token);
  const bots = await listBots(context);
  const telegramId = token.split(":")[0];
  assert.deepEqual(
    bots.map(({ name, username }) => [name, username]),
    [[`Bot ${telegramId}`, `bot${telegramId}`]],
  );
});

test("a token from the environment that Telegram refuses is an error, and nothing is stored", async () => {
  const context = await tenant();
  const refused = importBot(context, "99999998:AAunknown_unknown_unknown_0");
  await assert.rejects(refused, hasCode("bot_token_refused"));
  assert.deepEqual(await listBots(context), []);
});

test("start and stop apply at once, and a stopped bot is off whatever state its worker reported last", async () => {
  const context = await tenant();
  const { id } = await addBot(context, (await madeBot()).token);
  await db.botLease.update({
    where: { botId: id },
    data: { state: "working", until: new Date(Date.now() + 60_000) },
  });
  assert.deepEqual((await getBot(context, id))?.condition, { kind: "works" });
  assert.equal(await enableBot(context, id, false), await version(context));
  assert.deepEqual((await getBot(context, id))?.condition, { kind: "off" });
  await enableBot(context, id, true);
  assert.deepEqual((await getBot(context, id))?.condition, { kind: "waiting", reason: "idle" });
});

test("a bot that no worker holds is not shown as working; a revoked token is still shown as revoked", async () => {
  const context = await tenant();
  const { id } = await addBot(context, (await madeBot()).token);
  await db.botLease.update({ where: { botId: id }, data: { state: "working", until: new Date(0) } });
  assert.deepEqual((await getBot(context, id))?.condition, { kind: "waiting", reason: "idle" });
  await db.botLease.update({ where: { botId: id }, data: { state: "unauthorized" } });
  assert.deepEqual((await getBot(context, id))?.condition, { kind: "broken", reason: "unauthorized" });
});

test("saving a prompt never overwrites one that was saved after the editor opened", async () => {
  const context = await tenant();
  const { id } = await addBot(context, (await madeBot()).token);
  await publishPrompt(context, id, { text: "mine", basedOn: "" });
  await assert.rejects(publishPrompt(context, id, { text: "late", basedOn: "" }), hasCode("conflict"));
  assert.equal((await getBot(context, id))?.prompt, "mine");
  await publishPrompt(context, id, { text: "late", basedOn: "mine" });
  assert.equal((await getBot(context, id))?.prompt, "late");
  await assert.rejects(
    publishPrompt(context, id, { text: "x".repeat(20_001), basedOn: "late" }),
    hasCode("invalid"),
  );
});

test("bots are sorted by name ignoring case, each with the time of its latest message", async () => {
  const context = await tenant();
  for (const name of ["beta", "Alfa", "Gamma"]) await createBot(context, { name });
  const [alfa] = await listBots(context);
  const { tenantId } = context;
  const lane = await db.lane.create({ data: { tenantId, botId: alfa!.id, chatId: 1 } });
  for (const [updateId, minute] of [
    [2, 5],
    [1, 9],
  ] as const) {
    const receivedAt = new Date(Date.UTC(2026, 0, 1, 0, minute));
    const update = { tenantId, botId: alfa!.id, laneId: lane.id, payload: {}, updateId, receivedAt };
    await db.update.create({ data: update });
  }
  const listed = await listBots(context);
  assert.deepEqual(
    listed.map(({ name, lastMessageAt }) => [name, lastMessageAt?.getUTCMinutes()]),
    [
      ["Alfa", 5],
      ["beta", undefined],
      ["Gamma", undefined],
    ],
  );
});

test("a prompt may have 20,000 characters", async () => {
  const context = await tenant();
  await publishPrompt(context, await createBot(context), { text: "x".repeat(20_000), basedOn: "" });
});

test("a token can only be replaced by one of the same bot", async () => {
  const context = await tenant();
  const first = await madeBot(6_000_001);
  const { id } = await addBot(context, first.token);
  await publishPrompt(context, id, { text: "kept", basedOn: "" });
  await telegram.control("DELETE", `/telegram/bots/${first.username}`);
  const second = await madeBot(6_000_001);
  await assert.rejects(replaceToken(context, id, (await madeBot()).token), hasCode("bot_other"));
  await assert.rejects(replaceToken(context, id, first.token), hasCode("bot_token_refused"));
  await replaceToken(context, id, second.token);
  const bot = await getBot(context, id);
  assert.deepEqual([bot?.prompt, bot?.tokenLast4], ["kept", second.token.slice(-4)]);
});

test("deleting a bot deletes its conversations, and its token can be added again", async () => {
  const context = await tenant();
  const { token } = await madeBot();
  const { id } = await addBot(context, token);
  const { tenantId } = context;
  await db.conversation.create({ data: { id: randomUUID(), tenantId, botId: id, chatId: 1 } });
  assert.equal((await getBot(context, id))?.conversations, 1);
  await removeBot(context, id);
  assert.equal(await db.conversation.count({ where: { tenantId } }), 0);
  await assert.rejects(removeBot(context, id), hasCode("not_found"));
  await addBot(context, token);
});

test("another tenant's bot can be neither read nor changed", async () => {
  const [mine, other] = [await tenant(), await tenant()];
  const { token, username } = await madeBot(7_000_001);
  const { id } = await addBot(other, token);
  const before = await db.bot.findUniqueOrThrow({ where: { id } });
  const untouched = await version(other);
  assert.equal(await getBot(mine, id), null);
  assert.equal(await getBot(mine, "no uuid"), null);
  assert.deepEqual(await listBots(mine), []);
  await telegram.control("DELETE", `/telegram/bots/${username}`);
  const next = await madeBot(7_000_001);
  for (const act of [
    () => enableBot(mine, id, false),
    () => publishPrompt(mine, id, { text: "theirs is mine", basedOn: "" }),
    () => replaceToken(mine, id, next.token),
    () => removeBot(mine, id),
  ]) {
    await assert.rejects(act(), hasCode("not_found"));
  }
  assert.deepEqual(await db.bot.findUniqueOrThrow({ where: { id } }), before);
  assert.equal(await version(other), untouched);
});

test("viewers can only read, operators not even that; an admin can start, stop, edit prompts and change tokens", async () => {
  const admin = await tenant();
  const { id } = await addBot(admin, (await madeBot()).token);
  const { token } = await madeBot();
  for (const role of ["viewer", "operator"] as const) {
    const reader: Context = { ...admin, role };
    if (role === "viewer") {
      assert.equal((await listBots(reader)).length, 1);
      assert.ok(await getBot(reader, id));
    } else {
      await assert.rejects(listBots(reader), hasCode("forbidden"));
      await assert.rejects(getBot(reader, id), hasCode("forbidden"));
    }
    await assert.rejects(enableBot(reader, id, false), hasCode("forbidden"));
    await assert.rejects(publishPrompt(reader, id, { text: "x", basedOn: "" }), hasCode("forbidden"));
    await assert.rejects(addBot(reader, token), hasCode("forbidden"));
    await assert.rejects(replaceToken(reader, id, token), hasCode("forbidden"));
    await assert.rejects(removeBot(reader, id), hasCode("forbidden"));
  }
  await enableBot(admin, id, false);
  await publishPrompt(admin, id, { text: "x", basedOn: "" });
});

test("every change is audited, and no view or audit row contains a token", async () => {
  const context = await tenant();
  const { token } = await madeBot();
  const { id } = await addBot(context, token);
  await enableBot(context, id, false);
  await publishPrompt(context, id, { text: "Be kind.", basedOn: "" });
  await replaceToken(context, id, token);
  const audit = await db.audit.findMany({
    where: { tenantId: context.tenantId },
    omit: { id: true },
    orderBy: { id: "asc" },
  });
  assert.deepEqual(
    audit.map(({ action, target }) => [action, target]),
    ["bot.add", "bot.stop", "bot.prompt", "bot.token"].map((action) => [action, id]),
  );
  const shown = JSON.stringify([await listBots(context), await getBot(context, id), audit]);
  assert.ok(!shown.includes(token.split(":")[1]!) && !shown.includes("v1."));
});
