// Builders for tests: each makes one thing in the test's own database. A test passes what it is about; the rest is
// made up.
import { randomInt, randomUUID } from "node:crypto";
import type { Prisma } from "#generated/client.ts";
import type { Role } from "#generated/enums.ts";
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

export const withRole = (context: Context, role: Role): Context => ({ ...context, role });

/** @returns the user's id */
export async function createUser(more: Partial<Prisma.UserUncheckedCreateInput> = {}): Promise<string> {
  const id = more.id ?? randomUUID();
  await db.user.create({
    data: { id, email: `${id}@example.com`, name: "Jasur", passwordHash: "", ...more },
  });
  return id;
}

/** A bot with its lease. @returns its id */
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

/** @param more `secret` is the plain one. @returns the key's id */
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

/** The order of models of a tenant, or of one of its bots; every model is enabled. */
export async function createModelList(
  { tenantId }: Of,
  models: readonly string[],
  botId: string | null = null,
): Promise<void> {
  const entries = models.map((model) => ({ model, enabled: true }));
  await db.modelList.create({ data: { id: randomUUID(), tenantId, botId, entries } });
}

/** An answer with its conversation, lane and update; its attempts in order. @returns the answer's id */
export async function createAnswer(
  { tenantId }: Of,
  botId: string,
  more: Partial<Prisma.AnswerUncheckedCreateInput> = {},
  attempts: readonly Partial<Prisma.AttemptUncheckedCreateWithoutAnswerInput>[] = [],
): Promise<string> {
  const of = { tenantId, botId };
  const [id, chatId, startedAt] = [randomUUID(), randomInt(2 ** 47), more.startedAt ?? new Date()];
  const conversation = await db.conversation.create({
    data: { id: randomUUID(), ...of, chatId, title: "Dilnoza" },
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
