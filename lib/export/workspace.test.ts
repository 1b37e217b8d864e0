import "#test/database.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { createShop, withRole } from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import { until } from "#test/until.ts";
import type { Context } from "../context.ts";
import { db, pool } from "../db.ts";
import { gzipStream } from "./gzip.ts";
import { exportWorkspace } from "./workspace.ts";

type Line = { type: string } & Record<string, unknown>;

async function taken(context: Context): Promise<{ text: string; lines: Line[] }> {
  const file = await new Response(gzipStream(exportWorkspace(context))).arrayBuffer();
  const text = gunzipSync(Buffer.from(file)).toString("utf8");
  return {
    text,
    lines: text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Line),
  };
}

test("the file holds everything of the workspace, over page after page, and no word of another one", async () => {
  const [mine, other] = [await createShop(), await createShop()];
  const { tenantId } = mine.context;
  const { conversationId } = await db.answer.findFirstOrThrow({ where: { tenantId } });
  await db.chatMessage.createMany({
    data: Array.from({ length: 1_201 }, (_, i) => ({
      ...{ id: crypto.randomUUID(), tenantId, conversationId, author: "person" as const },
      ...{ state: "heard" as const, text: `message ${i}` },
    })),
  });
  const { botId } = await db.conversation.findFirstOrThrow({ where: { tenantId } });
  // Of each kind that is read by another key than the others, more than a page.
  const many = Array.from({ length: 501 }, (_, i) => ({
    id: crypto.randomUUID(),
    telegramId: BigInt(i + 10_000),
  }));
  await db.personNote.createMany({
    data: many.map(({ telegramId }) => ({ tenantId, telegramId, note: "Regular", tags: ["vip"] })),
  });
  await db.personFact.createMany({
    data: many.map(({ id, telegramId }) => ({
      id,
      tenantId,
      botId,
      personId: telegramId,
      text: "Likes tea",
    })),
  });
  await db.conversation.createMany({
    data: many.map(({ id, telegramId }) => ({ id, tenantId, botId, chatId: 1_000_000n + telegramId })),
  });
  await db.summary.createMany({
    data: many.map(({ id }) => ({ tenantId, conversationId: id, text: "So far", upTo: new Date() })),
  });
  const ids = many.map(({ id }) => id);
  await db.audit.createMany({ data: ids.map((target) => ({ tenantId, action: "bot.edit", target })) });
  const chosen = { messageMonths: 24, callMonths: 6, updateDays: 14 };
  await db.retention.upsert({ where: { tenantId }, create: { tenantId, ...chosen }, update: chosen });
  const { text, lines } = await taken(mine.context);
  const counts = new Map([...Map.groupBy(lines, ({ type }) => type)].map(([type, of]) => [type, of.length]));
  for (const [kind, model] of [
    ["member", db.member],
    ["project", db.project],
    ["key", db.key],
    ["bot", db.bot],
    ["models", db.modelList],
    ["price", db.price],
    ["prompt", db.promptVersion],
    ["person", db.personNote],
    ["fact", db.personFact],
    ["summary", db.summary],
    ["broadcast", db.broadcast],
    ["conversation", db.conversation],
    ["message", db.chatMessage],
    ["answer", db.answer],
    ["broadcast", db.broadcast],
    ["picture", db.broadcastPicture],
    ["source", db.source],
    ["reading", db.sourceVersion],
    ["piece", db.piece],
    ["openQuestion", db.openQuestion],
    ["audit", db.audit],
  ] as const) {
    const count = (model as unknown as { count(of: object): Promise<number> }).count;
    assert.equal(counts.get(kind) ?? 0, await count.call(model, { where: { tenantId } }), kind);
  }
  assert.deepEqual([lines[0]?.type, lines[1]?.type, lines.at(-1)?.type], ["export", "workspace", "end"]);
  for (const [kind, name] of [
    ["message", "text"],
    ["person", "telegramId"],
    ["fact", "id"],
    ["summary", "conversationId"],
    ["audit", "id"],
  ] as const) {
    const said = lines.flatMap((line) => (line.type === kind ? [line[name]] : []));
    assert.equal(new Set(said).size, said.length, `each ${kind} once`);
  }
  const found = [...Map.groupBy(lines, ({ type }) => type)].map(([type, of]) => {
    const names = new Set(of.flatMap(Object.keys));
    names.delete("type");
    return [type, [...names].sort().join(" ")];
  });
  assert.deepEqual(Object.fromEntries(found), shapes);
  const [, workspace] = lines;
  assert.deepEqual(workspace?.retention, chosen, "what is chosen, nothing else");
  const answer = lines.find(({ type }) => type === "answer") as { attempts?: unknown[] } | undefined;
  assert.equal(answer?.attempts?.length, 3);
  assert.ok(text.includes(mine.mark));
  assert.ok(!text.includes(other.mark) && !text.includes(other.context.tenantId));
});

/** What lines of each kind have, besides their type: readers of the file depend on it. */
const shapes: Record<string, string> = {
  export: "at botfactory",
  workspace: "createdAt hedging keyOrder limits locale name plan retention secondFactor slug timeZone",
  member: "createdAt email id name readTexts role",
  project: "id label number",
  key: "createdAt enabled id label last4 lastResort position projectId",
  models: "botId entries",
  price: "input model output",
  bot: "atLimit botfactory business commands createdAt defaultLanguage enabled groups id intake knowledge languages limits memory models name prompt rich staffGroup takeoverMinutes username voice welcome",
  prompt: "authorId botId createdAt number restored text",
  fact: "at botId id personId text",
  person: "note tags telegramId updatedAt",
  conversation:
    "askedAt botId chatId closedAt createdAt id lastAt locale refusal since takenBy takenByName takenUntil threadId title unsubscribedAt username waitingSince",
  summary: "conversationId madeAt text upTo",
  message:
    "at author changedAt conversationId editedAt error fileName fileSize fileType id kind memberId memberName staffMessageId state telegramId text",
  answer:
    "attempts botId conversationId costMicros cut disliked finishedAt firstTextAt id inputTokens keyName liked model outputTokens question receivedAt startedAt state text waitedMs",
  broadcast:
    "blocked botId buttons createdAt createdById finishedAt id orderedAt pictureName refused segment sent startAt startedAt state text total trouble version",
  picture: "base64 broadcastId position",
  source: "botId createdAt createdById everyHours id kind name servedId url",
  reading:
    "bytes createdAt done embedded fault fileName hash id labels mimeType pieces readyAt revision sourceId state tokens total",
  piece: "article heading id link more picture place position price stock text tokens versionId",
  openQuestion: "answerId at botId group settledAt state text toldAt",
  audit: "action actorId address after agent at before detail id platform target",
  end: "",
};

/** What a workspace has and its file has not, each with the reason. */
const leftOut: Record<string, string> = {
  ...Object.fromEntries(
    ["AlertCause", "AlertCode", "AlertDesk", "AlertMute", "AlertNote", "AlertTold", "AlertWay"].map(
      (name) => [name, "how its members are told of what is wrong just now"],
    ),
  ),
  ...Object.fromEntries(
    ["BotDay", "ModelDay", "OutcomeDay", "Rollup", "TenantDay"].map((name) => [
      name,
      "sums of the answers, which the page of figures saves as CSV",
    ]),
  ),
  ...Object.fromEntries(
    [
      "Ack",
      "BotLease",
      "Lane",
      "MessageCount",
      "Park",
      "ParkRevision",
      "QuotaCount",
      "QuotaLimit",
      "SharedKeyUse",
    ].map((name) => [name, "the state of workers, which is no other platform's"]),
  ),
  ...Object.fromEntries(
    ["DeadLetter", "Update"].map((name) => [
      name,
      "what came from Telegram, until it is an answer or a message",
    ]),
  ),
  ...Object.fromEntries(["Invitation", "StaffCode"].map((name) => [name, "links that work once"])),
  ChatFile: "bytes of files",
  SourceFile: "bytes of files, whose texts are pieces",
  ...Object.fromEntries(
    ["StaffAccount", "StaffPost", "StaffTopic"].map((name) => [
      name,
      "places in Telegram; the group's name is the bot's",
    ]),
  ),
  ApiToken: "hashes of secrets, good for this platform only",
  BotRequest: "a code that makes one bot, good for minutes",
  BroadcastRun: "with its broadcast",
  BusinessConnection: "good for the bot only, in Telegram",
  BusinessDraft: "not sent; what was is an answer",
  Message: "older than answers, and in them",
  Reaction: "counted in its answer",
  UnknownError: "classes of errors, for the keys of this workspace",
  Visit: "in the audit",
};

test("every table of a workspace is in its file, or is left out for a reason", async () => {
  const source = readFileSync("lib/export/workspace.ts", "utf8");
  const { rows } = await pool.query<{ name: string }>(
    `SELECT DISTINCT table_name AS "name" FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'tenantId' ORDER BY 1`,
  );
  const isRead = (name: string) => source.includes(`own.${name[0]?.toLowerCase()}${name.slice(1)}.`);
  const within = ["Attempt", "Retention", "StaffGroup"];
  const missing = rows.map(({ name }) => name).filter((name) => !isRead(name) && !within.includes(name));
  assert.deepEqual(missing, Object.keys(leftOut).sort());
});

test("no secret is in it, neither sealed nor as a hash", async () => {
  const { context } = await createShop();
  const { tenantId } = context;
  await db.invitation.updateMany({
    where: { tenantId },
    data: { tokenHash: randomBytes(32).toString("hex") },
  });
  const { text } = await taken(context);
  const [bot, key, way, invitation] = await Promise.all([
    db.bot.findFirstOrThrow({ where: { tenantId } }),
    db.key.findMany({ where: { tenantId } }),
    db.alertWay.findMany({ where: { tenantId } }),
    db.invitation.findFirstOrThrow({ where: { tenantId } }),
  ]);
  const secrets = [
    ...[bot.token, bot.tokenIndex, bot.webhookSecret, bot.webhookPath, invitation.tokenHash],
    ...key.flatMap(({ secret, secretIndex }) => [secret, secretIndex]),
    ...way.flatMap(({ secret }) => secret ?? []),
  ];
  for (const secret of secrets) assert.ok(secret === bot.id || !text.includes(secret), secret);
  assert.ok(!text.includes("v1."), "nothing sealed");
});

test("only an owner takes it, and the record says who and from where, before anything is read", async () => {
  const { context } = await createShop();
  const { tenantId } = context;
  const recorded = () => db.audit.findMany({ where: { tenantId, action: "tenant.export" } });
  for (const role of ["admin", "operator", "viewer"] as const)
    await assert.rejects(exportWorkspace(withRole(context, role)).next(), hasCode("forbidden"), role);
  assert.deepEqual(await recorded(), []);
  const from = { address: "203.0.113.7", agent: "Firefox" };
  const lines = exportWorkspace({ ...context, from });
  await lines.next();
  const [entry, ...more] = await recorded();
  assert.deepEqual([entry?.actorId, entry?.address, more], [context.actorId, from.address, []]);
  await lines.return(undefined);
});

test("no more is made than whoever downloads has room for, and nothing once they have gone", async () => {
  let [made, ended] = [0, false];
  async function* lines() {
    try {
      for (; made < 1_000; made++) yield randomBytes(65_536).toString("base64");
    } finally {
      ended = true;
    }
  }
  const reader = gzipStream(lines()).getReader();
  await reader.read();
  await sleep(50);
  assert.ok(made < 20, `${made} were made ahead`);
  await reader.cancel();
  await until("nothing more is made", () => ended);
});
