// Test builders: each creates one entity in the test's database. A test passes the fields that it is about; the others
// have defaults.
import "./database.ts";
import { randomInt, randomUUID } from "node:crypto";
import type { Prisma } from "#generated/client.ts";
import type { Role, SourceKind } from "#generated/enums.ts";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { indexOf, last4, seal } from "#lib/secrets.ts";

type Of = Pick<Context, "tenantId">;

/** @returns the context of the new tenant's owner */
export async function createTenant(more: Partial<Prisma.TenantUncheckedCreateInput> = {}): Promise<Context> {
  const tenantId = more.id ?? randomUUID();
  await db.tenant.create({ data: { id: tenantId, slug: tenantId, name: "Shop", ...more } });
  return { tenantId, role: "owner", actorId: null };
}

/** A zone in which it is past noon now: hours ago were today, whenever the test runs. */
export function noonZone(): string {
  const ahead = 12 - new Date().getUTCHours();
  // Signs of these names are the other way round.
  return `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

export const withRole = (context: Context, role: Role): Context => ({ ...context, role });

/** @returns the user's id */
export async function createUser(more: Partial<Prisma.UserUncheckedCreateInput> = {}): Promise<string> {
  const id = more.id ?? randomUUID();
  await db.user.create({
    data: { id, email: `${id}@example.com`, name: "Jasur", passwordHash: "", ...more },
  });
  return id;
}

/** A worker that lives for the next hour: without one no bot works. @returns its id */
export async function createWorker(more: Partial<Prisma.WorkerUncheckedCreateInput> = {}): Promise<string> {
  const id = more.id ?? randomUUID();
  const seenAt = new Date(Date.now() + 3_600_000);
  await db.worker.create({ data: { id, host: "host", pid: 1, seenAt, ...more } });
  return id;
}

/** Creates a bot with its lease. @returns its id */
export async function createBot(
  { tenantId }: Of,
  { token = "100:token", ...more }: Partial<Prisma.BotUncheckedCreateInput> = {},
): Promise<string> {
  const id = more.id ?? randomUUID();
  const place = { tenantId, table: "Bot", rowId: id } as const;
  await db.bot.create({
    data: {
      id,
      tenantId,
      telegramId: randomInt(2 ** 47),
      username: "shop_bot",
      name: "Shop",
      token: seal(token, { ...place, column: "token" }),
      tokenIndex: id,
      tokenLast4: last4(token),
      webhookPath: id,
      webhookSecret: seal("hook", { ...place, column: "webhookSecret" }),
      ...more,
    },
  });
  await db.botLease.create({ data: { botId: id, tenantId } });
  return id;
}

/** @param more `secret` is plain text. @returns the key's id */
export async function createKey(
  { tenantId }: Of,
  { secret, ...more }: Partial<Prisma.KeyUncheckedCreateInput> = {},
): Promise<string> {
  const id = more.id ?? randomUUID();
  const plain = secret ?? `AQ.${id}`;
  const columns = {
    secret: seal(plain, { tenantId, table: "Key", rowId: id, column: "secret" }),
    secretIndex: indexOf(plain),
    last4: last4(plain),
  };
  const position = (await db.key.count({ where: { tenantId } })) + 1;
  await db.key.create({ data: { id, tenantId, label: `Key ${position}`, position, ...columns, ...more } });
  return id;
}

/** Creates the model order of a tenant or of one of its bots, with every model enabled. */
export async function createModelList(
  { tenantId }: Of,
  models: readonly string[],
  botId: string | null = null,
): Promise<void> {
  const entries = models.map((model) => ({ model, enabled: true }));
  await db.modelList.create({ data: { id: randomUUID(), tenantId, botId, entries } });
}

/** Creates an answer with its conversation, lane, update and attempts. @returns the answer's id */
export async function createAnswer(
  { tenantId }: Of,
  botId: string,
  more: Partial<Prisma.AnswerUncheckedCreateInput> = {},
  attempts: readonly Partial<Prisma.AttemptUncheckedCreateWithoutAnswerInput>[] = [],
): Promise<string> {
  const of = { tenantId, botId };
  const [id, chatId, startedAt] = [randomUUID(), randomInt(2 ** 47), more.startedAt ?? new Date()];
  const conversation = await db.conversation.create({
    data: { id: randomUUID(), ...of, chatId, title: "Dilnoza", createdAt: startedAt },
  });
  const lane = await db.lane.create({ data: { ...of, chatId } });
  const update = await db.update.create({
    data: { ...of, laneId: lane.id, updateId: chatId, payload: {}, state: "done" },
  });
  const ids = { id, ...of, conversationId: conversation.id, updateId: update.id };
  await db.answer.create({
    data: { ...ids, question: "Salom", receivedAt: startedAt, startedAt, ...more },
  });
  const key = { keyId: randomUUID(), keyLabel: "Key 1", keyLast4: "9f3c" };
  await db.attempt.createMany({
    data: attempts.map((attempt, position) => ({
      ...{ tenantId, answerId: id, position, model: "gemini-2.5-flash", class: "ok", startedAt, ms: 1 },
      ...key,
      ...attempt,
    })),
  });
  return id;
}

export interface Shop {
  context: Context;
  /** Contained in all text of people (names, prompts, questions) and in the name of a model unique to the shop. */
  mark: string;
  botId: string;
  /** Has a project; parked as blocked. */
  keyId: string;
  /** Project unknown; refused for the same quotas at the same times as the other key. */
  strayId: string;
  projectId: string;
  answerId: string;
  /** A viewer, with a session. */
  memberId: string;
  invitationId: string;
  /** A token of the viewer. */
  tokenId: string;
  /** A draft with a picture, and a broadcast under way. */
  broadcastId: string;
  sendingId: string;
  /** A webhook for alerts. */
  wayId: string;
  /** What the bot knows: a file, questions with answers with one of them, and products with one of them. */
  knowledge: Record<"fileId" | "answersId" | "answerPieceId" | "productsId" | "productPieceId", string>;
  /** Dead letters: an update of the inbox, and one that was never stored. */
  deadIds: string[];
  /** `fingerprint` and `model` are the same in every shop. */
  fingerprint: string;
  model: string;
  /** A key secret that is not stored yet. */
  newSecret: string;
}

/** One day of history: three questions for which both keys were refused, and their answers. */
async function createDays({
  context,
  mark,
  botId,
  keyId,
  strayId,
  model,
}: Omit<Shop, "answerId" | "deadIds" | "wayId" | "knowledge" | keyof Broadcasts | keyof Team>) {
  const promised = {
    againAt: new Date(Date.now() + 3_600_000),
    question: mark,
    state: "apologised",
  } as const;
  const quotaId = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";
  let answerId = "";
  for (const hoursAgo of [30, 2, 1]) {
    const startedAt = new Date(Date.now() - hoursAgo * 3_600_000);
    const attempts = [keyId, strayId].map((id, second) => ({
      keyId: id,
      class: "rate_day" as const,
      quotaId,
      startedAt: new Date(startedAt.getTime() + second * 1_000),
    }));
    const last = { keyId, model: `model ${mark}`, httpStatus: 200, startedAt: new Date(+startedAt + 9_000) };
    const answer = { ...promised, startedAt, model: hoursAgo === 1 ? last.model : model };
    answerId = await createAnswer(context, botId, answer, [...attempts, last]);
  }
  return answerId;
}

/** Creates a dead update of the inbox and one that was never stored. @returns their ids */
export async function createDeadLetters({ tenantId }: Of, botId: string): Promise<string[]> {
  const of = { tenantId, botId };
  const chatId = randomInt(2 ** 47);
  const lane = await db.lane.create({ data: { ...of, chatId } });
  const dead = { state: "dead", cause: "failed", error: "400: Bad Request", doneAt: new Date() } as const;
  const update = await db.update.create({
    data: { ...of, laneId: lane.id, updateId: chatId, payload: {}, ...dead },
  });
  const letter = { id: randomUUID(), ...of, chatId, reason: "SQLSTATE 22P05" };
  const payload = Buffer.from(JSON.stringify({ update_id: 1 }));
  await db.deadLetter.create({ data: { ...letter, payload } });
  return [String(update.id), letter.id];
}

type Team = Pick<Shop, "memberId" | "invitationId" | "tokenId">;

/** An owner, a viewer who is signed in, and an invitation. */
async function createTeam({ tenantId, actorId }: Context, mark: string): Promise<Team> {
  const [memberId, invitationId] = [await createUser({ name: mark }), randomUUID()];
  await db.member.createMany({
    data: [
      { tenantId, userId: memberId, role: "viewer" },
      { tenantId, userId: actorId ?? "", role: "owner" },
    ],
  });
  const tokenId = randomUUID();
  const token = {
    name: mark,
    tokenHash: `token ${mark}`,
    last4: "abcd",
    scopes: ["bots:read"],
    strong: true,
  };
  await db.apiToken.create({ data: { id: tokenId, tenantId, userId: memberId, ...token } });
  const device = { device: mark, address: "1.1.1.1" };
  await db.session.create({ data: { id: randomUUID(), userId: memberId, tokenHash: mark, ...device } });
  const invitation = { tenantId, email: `${mark}@example.com`, role: "viewer", mailed: false } as const;
  const expiresAt = new Date(Date.now() + 86_400_000);
  await db.invitation.create({ data: { id: invitationId, tokenHash: mark, expiresAt, ...invitation } });
  return { memberId, invitationId, tokenId };
}

/** An open cause that the member was told of by a webhook of the tenant's; a muted kind; a link that is not used yet. */
async function createAlerts({ tenantId, actorId }: Context, mark: string): Promise<Pick<Shop, "wayId">> {
  const [wayId, noteId, userId] = [randomUUID(), randomUUID(), actorId ?? ""];
  await db.alertDesk.create({ data: { tenantId, lookAt: new Date("2099-01-01") } });
  const { id: causeId } = await db.alertCause.create({
    data: { tenantId, kind: "key_refused", subject: mark, facts: { name: mark } },
  });
  const place = { tenantId, table: "AlertWay", rowId: wayId, column: "secret" } as const;
  const webhook = { url: `https://${mark}.example.com/`, secret: seal(mark, place) };
  await db.alertWay.create({ data: { id: wayId, tenantId, channel: "webhook", ...webhook } });
  await db.alertWay.create({ data: { id: randomUUID(), tenantId, channel: "mail", userId } });
  await db.alertNote.create({ data: { id: noteId, tenantId, wayId, event: "opened", state: "sent" } });
  await db.alertTold.create({ data: { tenantId, wayId, causeId, noteId } });
  await db.alertMute.create({ data: { tenantId, userId, kind: "model_retired" } });
  const expiresAt = new Date(Date.now() + 600_000);
  await db.alertCode.create({ data: { tenantId, userId, codeHash: mark, expiresAt } });
  return { wayId };
}

/** One day that is summed up. */
async function createSums({ tenantId }: Of, botId: string, model: string): Promise<void> {
  const day = new Date("2026-01-01");
  const sums = { tenantId, day, attempts: 1, costMicros: 9, unpriced: 0, speeds: [300], speedCounts: [1] };
  await db.rollup.create({ data: { tenantId, zone: "Asia/Tashkent", day: new Date("2026-01-02") } });
  await db.botDay.create({
    data: { ...sums, botId, answered: 1, refused: 0, apologised: 0, cancelled: 0, liked: 0, disliked: 0 },
  });
  await db.outcomeDay.create({ data: { tenantId, day, model, state: "answered", answers: 1 } });
  const people = { people: 1, newPeople: 1, seen: [], seenCounts: [], began: [0], beganCounts: [1] };
  await db.tenantDay.create({
    data: { tenantId, day, ...people, hours: [], speeds: [300], speedCounts: [1] },
  });
  await db.modelDay.create({ data: { ...sums, model, class: "ok", inputTokens: 9, outputTokens: 9 } });
}

/** Creates a tenant with rows in every table that holds tenant data. */
type Broadcasts = Pick<Shop, "broadcastId" | "sendingId">;

async function createBroadcasts({ tenantId }: Context, botId: string, text: string): Promise<Broadcasts> {
  const [broadcastId, sendingId] = [randomUUID(), randomUUID()];
  const of = { tenantId, botId, text };
  await db.broadcast.create({ data: { id: broadcastId, ...of, pictureName: text } });
  await db.broadcastPicture.create({ data: { broadcastId, tenantId, position: 0, bytes: Buffer.from("x") } });
  await db.broadcast.create({ data: { id: sendingId, ...of, state: "sending", startedAt: new Date() } });
  await db.broadcastRun.create({ data: { broadcastId: sendingId, tenantId } });
  return { broadcastId, sendingId };
}

/** A source with its served version, which has a piece. @returns the ids of the source and the piece */
async function createKnownSource(
  { tenantId }: Of,
  botId: string | null,
  { kind, name, text = name }: { kind: SourceKind; name: string; text?: string },
): Promise<[sourceId: string, pieceId: string]> {
  const [id, versionId, pieceId] = [randomUUID(), randomUUID(), randomUUID()];
  const readyAt = new Date();
  await db.source.create({ data: { id, tenantId, botId, kind, name, servedId: versionId } });
  await db.sourceVersion.create({
    data: {
      id: versionId,
      tenantId,
      sourceId: id,
      state: "ready",
      fileName: name,
      pieces: 1,
      tokens: 9,
      readyAt,
    },
  });
  await db.sourceFile.create({ data: { tenantId, versionId, position: 0, bytes: Buffer.from(text) } });
  const words = `'${text.replace(/\W/g, "")}'`;
  await db.$executeRaw`INSERT INTO "Piece" ("id", "tenantId", "versionId", "position", "heading", "text", "tokens", "words")
    VALUES (${pieceId}::uuid, ${tenantId}::uuid, ${versionId}::uuid, 0, ${name}, ${text}, 9, ${words}::tsvector)`;
  return [id, pieceId];
}

async function createKnowledge(context: Context, botId: string, name: string): Promise<Shop["knowledge"]> {
  const [fileId] = await createKnownSource(context, null, { kind: "file", name });
  const [answersId, answerPieceId] = await createKnownSource(context, botId, { kind: "answers", name });
  const [productsId, productPieceId] = await createKnownSource(context, botId, { kind: "products", name });
  return { fileId, answersId, answerPieceId, productsId, productPieceId };
}

export async function createShop(): Promise<Shop> {
  const mark = `mark-${randomUUID()}`;
  const actorId = await createUser({ name: mark });
  const context = { ...(await createTenant({ name: mark })), actorId };
  const { tenantId } = context;
  const [model, fingerprint] = ["gemini-2.5-flash", "418 teapot"];
  const models = [model, `model ${mark}`];
  const [botId, projectId] = [await createBot(context, { name: mark, prompt: mark }), randomUUID()];
  await db.promptVersion.create({ data: { tenantId, botId, number: 1, text: mark, authorId: actorId } });
  await db.project.createMany({
    data: [
      { id: projectId, tenantId, label: mark, number: "314" },
      { id: randomUUID(), tenantId, label: `${mark} without keys` },
    ],
  });
  const keyId = await createKey(context, { label: mark, projectId, models, lastResort: true });
  const strayId = await createKey(context, { label: `${mark} 2`, models: ["gemini-2.5-pro"] });
  await createModelList(context, models);
  await createModelList(context, models, botId);
  const unknown = { tenantId, reason: mark, httpStatus: 418 };
  await db.unknownError.createMany({
    data: [
      { ...unknown, fingerprint },
      { ...unknown, fingerprint: mark, class: "blocked" },
    ],
  });
  const price = { tenantId, input: 1, output: 2, updatedBy: actorId, updatedAt: new Date() };
  await db.price.createMany({ data: models.map((model) => ({ ...price, model })) });
  const refused = { class: "rate_day", reason: mark, until: new Date(Date.now() + 3_600_000) } as const;
  const since = new Date(Date.now() - 2 * 86_400_000);
  await db.park.createMany({
    data: [
      { scope: "key", id: keyId, tenantId, ...refused, class: "key_blocked", since },
      { scope: "project_model", id: `key:${strayId}/${model}`, tenantId, ...refused, since },
    ],
  });
  const limit = { tenantId, model, window: "day", metric: "requests", limit: 20, at: since } as const;
  await db.quotaLimit.createMany({
    data: [projectId, `key:${strayId}`].map((project) => ({ ...limit, project })),
  });
  const count = { tenantId, project: projectId, model, window: "day", workerId: randomUUID() } as const;
  await db.quotaCount.create({ data: { ...count, startsAt: since, requests: 1, refused: 0, tokens: 1 } });
  const newSecret = `AQ.${randomUUID()}`;
  const shop = { context, mark, botId, keyId, strayId, projectId, fingerprint, model, newSecret };
  const team = await createTeam(context, mark);
  await createSums(context, botId, model);
  const answerId = await createDays(shop);
  await db.openQuestion.create({ data: { answerId, tenantId, botId, text: mark, group: mark } });
  const verdict = { liked: true, disliked: false, at: new Date() };
  await db.reaction.create({ data: { tenantId, answerId, messageId: 1, actorId: 1, ...verdict } });
  return {
    ...shop,
    ...team,
    ...(await createAlerts(context, mark)),
    ...(await createBroadcasts(context, botId, mark)),
    knowledge: await createKnowledge(context, botId, mark),
    deadIds: await createDeadLetters(context, botId),
    answerId,
  };
}
