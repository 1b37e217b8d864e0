// A whole workspace as lines of JSON, for its owner to take along: a line for each thing, what others refer to first. Read a
// page at a time while the file is sent, so it takes as little memory for a million messages as for ten. Not one moment:
// what changes meanwhile is in it as it was when its page was read.
import { recordAlone } from "../audit.ts";
import { readBotFile } from "../bot-file/read.ts";
import type { Context } from "../context.ts";
import { entriesOf } from "../models/order.ts";
import { authorise } from "../people/can.ts";
import { type TenantDb, tenantDb } from "../tenant-db.ts";

/** Raised when a reader of older files would misunderstand it. */
const FILE_VERSION = 1;
const AT_ONCE = 500;

/** Of an answer with its calls; costs are in millionths of a US dollar. */
const answerSelect = {
  ...{ id: true, botId: true, conversationId: true, state: true, question: true, text: true, cut: true },
  ...{ model: true, keyName: true, inputTokens: true, outputTokens: true, costMicros: true, waitedMs: true },
  ...{ receivedAt: true, startedAt: true, firstTextAt: true, finishedAt: true, liked: true, disliked: true },
  attempts: {
    omit: { tenantId: true, answerId: true, keyId: true, parks: true },
    orderBy: { position: "asc" },
  },
} as const;

/** @param read a page of rows behind `after`, in the order of their key */
async function* pages<Row, Key>(
  read: (after: Key | null) => Promise<Row[]>,
  keyOf: (row: Row) => Key,
): AsyncGenerator<Row[]> {
  for (let after: Key | null = null; ; ) {
    const rows = await read(after);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (rows.length < AT_ONCE || last === undefined) return;
    after = keyOf(last);
  }
}

const behind = <Key>(name: string, after: Key | null) => (after === null ? {} : { [name]: { gt: after } });
const byId = { orderBy: { id: "asc" }, take: AT_ONCE } as const;
const idOf = <Id>({ id }: { id: Id }) => id;

/** It says first what it is of, since rows have a `kind` of their own. BigInt is text: JSON's numbers do not hold all of them. */
const lineOf = (type: string, row: object): string =>
  `${JSON.stringify({ type, ...row }, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))}\n`;

/** A broadcast's picture, a piece at a time. */
async function* picturesOf(own: TenantDb, tenantId: string, broadcastId: string): AsyncGenerator<string> {
  for (let position = 0; ; position++) {
    const piece = await own.broadcastPicture.findFirst({ where: { tenantId, broadcastId, position } });
    if (!piece) return;
    yield lineOf("picture", { broadcastId, position, base64: Buffer.from(piece.bytes).toString("base64") });
  }
}

/**
 * Without secrets, tokens and their hashes; of a key its label and last four characters. That it was taken is an entry of the
 * record. @returns lines, many at a time
 */
export async function* exportWorkspace(context: Context, now = new Date()): AsyncGenerator<string> {
  authorise(context, "exportTenant");
  const { tenantId } = context;
  const where = { tenantId };
  const own = tenantDb(context);
  await recordAlone(context, { action: "tenant.export", target: tenantId });

  const workspace = await own.tenant.findFirstOrThrow({
    where: { id: tenantId },
    select: {
      ...{ name: true, slug: true, locale: true, timeZone: true, secondFactor: true, createdAt: true },
      ...{ keyOrder: true, hedging: true, limits: true, plan: { select: { name: true, limits: true } } },
      retention: { select: { messageMonths: true, callMonths: true, updateDays: true } },
    },
  });
  yield lineOf("export", { botfactory: FILE_VERSION, at: now });
  yield lineOf("workspace", workspace);

  const members = await own.member.findMany({
    where,
    select: {
      role: true,
      readTexts: true,
      createdAt: true,
      user: { select: { id: true, name: true, email: true } },
    },
  });
  yield members.map(({ user, ...member }) => lineOf("member", { ...user, ...member })).join("");

  const projects = await own.project.findMany({ where, select: { id: true, label: true, number: true } });
  yield projects.map((project) => lineOf("project", project)).join("");
  const keys = await own.key.findMany({
    where,
    select: {
      ...{ id: true, label: true, last4: true, projectId: true, position: true, enabled: true },
      ...{ lastResort: true, createdAt: true },
    },
    orderBy: { position: "asc" },
  });
  yield keys.map((key) => lineOf("key", key)).join("");

  const bots = await own.bot.findMany({
    where,
    select: {
      id: true,
      username: true,
      enabled: true,
      createdAt: true,
      staffGroup: { select: { title: true } },
    },
    orderBy: { createdAt: "asc" },
  });
  const lists = await own.modelList.findMany({
    where,
    select: { tenantId: true, botId: true, entries: true },
  });
  yield lists.map((list) => lineOf("models", { botId: list.botId, entries: entriesOf(list) })).join("");
  const prices = await own.price.findMany({ where, select: { model: true, input: true, output: true } });
  yield prices.map((price) => lineOf("price", price)).join("");
  for (const { staffGroup, ...bot } of bots) {
    const settings = await readBotFile(context, bot.id);
    yield lineOf("bot", { ...settings, ...bot, staffGroup: staffGroup?.title ?? null });
    const versions = await own.promptVersion.findMany({
      where: { tenantId, botId: bot.id },
      omit: { tenantId: true },
      orderBy: { number: "asc" },
    });
    yield versions.map((version) => lineOf("prompt", version)).join("");
  }

  const facts = pages(
    (after: string | null) =>
      own.personFact.findMany({
        where: { tenantId, ...behind("id", after) },
        omit: { tenantId: true },
        ...byId,
      }),
    idOf,
  );
  for await (const rows of facts) yield rows.map((row) => lineOf("fact", row)).join("");
  const notes = pages(
    (after: bigint | null) =>
      own.personNote.findMany({
        where: { tenantId, ...behind("telegramId", after) },
        omit: { tenantId: true },
        orderBy: { telegramId: "asc" },
        take: AT_ONCE,
      }),
    ({ telegramId }) => telegramId,
  );
  for await (const rows of notes) yield rows.map((row) => lineOf("person", row)).join("");

  const conversations = pages(
    (after: string | null) =>
      own.conversation.findMany({
        where: { tenantId, ...behind("id", after) },
        omit: { tenantId: true },
        ...byId,
      }),
    idOf,
  );
  for await (const rows of conversations) yield rows.map((row) => lineOf("conversation", row)).join("");
  const summaries = pages(
    (after: string | null) =>
      own.summary.findMany({
        where: { tenantId, ...behind("conversationId", after) },
        select: { conversationId: true, text: true, upTo: true, madeAt: true },
        orderBy: { conversationId: "asc" },
        take: AT_ONCE,
      }),
    ({ conversationId }) => conversationId,
  );
  for await (const rows of summaries) yield rows.map((row) => lineOf("summary", row)).join("");
  const messages = pages(
    (after: string | null) =>
      own.chatMessage.findMany({
        where: { tenantId, ...behind("id", after) },
        // Telegram's id of a file is good for nobody but the bot.
        omit: { tenantId: true, updateId: true, fileId: true },
        ...byId,
      }),
    idOf,
  );
  for await (const rows of messages) yield rows.map((row) => lineOf("message", row)).join("");
  const answers = pages(
    (after: string | null) =>
      own.answer.findMany({ where: { tenantId, ...behind("id", after) }, select: answerSelect, ...byId }),
    idOf,
  );
  for await (const rows of answers) yield rows.map((row) => lineOf("answer", row)).join("");

  const broadcasts = pages(
    (after: string | null) =>
      own.broadcast.findMany({
        where: { tenantId, ...behind("id", after) },
        omit: { tenantId: true, fileId: true, testChatId: true, testError: true, testedAt: true },
        include: { run: { select: { sent: true, blocked: true, refused: true } } },
        ...byId,
      }),
    idOf,
  );
  for await (const rows of broadcasts) {
    yield rows.map(({ run, ...row }) => lineOf("broadcast", { ...row, ...run })).join("");
    for (const { id } of rows.filter(({ pictureName }) => pictureName !== null))
      yield* picturesOf(own, tenantId, id);
  }

  const sources = pages(
    (after: string | null) =>
      own.source.findMany({
        where: { tenantId, ...behind("id", after) },
        omit: { tenantId: true, readAgainAt: true },
        ...byId,
      }),
    idOf,
  );
  for await (const rows of sources) yield rows.map((row) => lineOf("source", row)).join("");
  const readings = pages(
    (after: string | null) =>
      own.sourceVersion.findMany({
        where: { tenantId, ...behind("id", after) },
        omit: { tenantId: true, workerId: true, until: true, fence: true, tries: true, retryAt: true },
        ...byId,
      }),
    idOf,
  );
  for await (const rows of readings) yield rows.map((row) => lineOf("reading", row)).join("");
  const pieces = pages(
    (after: string | null) =>
      own.piece.findMany({
        where: { tenantId, ...behind("id", after) },
        // A vector means nothing without the model that made it.
        omit: { tenantId: true, vector: true, embedder: true },
        ...byId,
      }),
    idOf,
  );
  for await (const rows of pieces) yield rows.map((row) => lineOf("piece", row)).join("");
  const open = pages(
    (after: string | null) =>
      own.openQuestion.findMany({
        where: { tenantId, ...behind("answerId", after) },
        omit: { tenantId: true },
        orderBy: { answerId: "asc" },
        take: AT_ONCE,
      }),
    ({ answerId }) => answerId,
  );
  for await (const rows of open) yield rows.map((row) => lineOf("openQuestion", row)).join("");

  const record = pages(
    (after: bigint | null) =>
      own.audit.findMany({ where: { tenantId, ...behind("id", after) }, omit: { tenantId: true }, ...byId }),
    idOf,
  );
  for await (const rows of record) yield rows.map((row) => lineOf("audit", row)).join("");
  yield lineOf("end", {});
}
