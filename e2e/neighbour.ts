// A second tenant on the same platform, for tests of what the first one must not see.
import { randomUUID } from "node:crypto";
import { hash } from "@node-rs/argon2";
import pg from "pg";

export const neighbour = {
  slug: "neighbour",
  name: "Nargiza Textiles",
  email: "nargiza@example.com",
  password: "correct-horse-nargiza",
  bot: "Nargiza asks",
  question: "How much is the silk?",
};

/** Its owner, a bot and an answered question. @returns their ids */
export async function createNeighbour(
  databaseUrl: string,
): Promise<{ botId: string; answerId: string; conversationId: string }> {
  const [tenantId, userId, botId, answerId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const conversationId = randomUUID();
  const { slug, name, email, password, bot, question } = neighbour;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`INSERT INTO "Tenant" ("id", "slug", "name") VALUES ($1, $2, $3)`, [
      tenantId,
      slug,
      name,
    ]);
    await client.query(`INSERT INTO "User" ("id", "email", "name", "passwordHash") VALUES ($1, $2, $3, $4)`, [
      userId,
      email,
      "Nargiza",
      await hash(password),
    ]);
    await client.query(`INSERT INTO "Member" ("tenantId", "userId", "role") VALUES ($1, $2, 'owner')`, [
      tenantId,
      userId,
    ]);
    // Off, and with an unusable token, so no worker runs it.
    await client.query(
      `INSERT INTO "Bot" ("id", "tenantId", "telegramId", "username", "name", "token", "tokenIndex", "tokenLast4",
         "webhookPath", "webhookSecret", "enabled", "updatedAt")
       VALUES ($1, $2, 777, 'nargiza_bot', $3, '', '777', 'abcd', '777', '', false, now())`,
      [botId, tenantId, bot],
    );
    await client.query(`INSERT INTO "BotLease" ("botId", "tenantId") VALUES ($1, $2)`, [botId, tenantId]);
    await client.query(
      `WITH lane AS (INSERT INTO "Lane" ("tenantId", "botId", "chatId") VALUES ($1, $2, 1) RETURNING "id"),
         update AS (
           INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload", "state")
           SELECT $1, $2, 1, "id", '{}', 'done' FROM lane RETURNING "id"),
         conversation AS (
           INSERT INTO "Conversation" ("id", "tenantId", "botId", "chatId") VALUES ($3, $1, $2, 1) RETURNING "id")
       INSERT INTO "Answer" ("id", "tenantId", "botId", "conversationId", "updateId", "state", "question", "receivedAt")
       SELECT $4, $1, $2, conversation."id", update."id", 'answered', $5, now() FROM update, conversation`,
      [tenantId, botId, conversationId, answerId, question],
    );
  } finally {
    await client.end();
  }
  return { botId, answerId, conversationId };
}
