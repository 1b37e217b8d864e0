// Topics as they are stored. Every write is made under the fence of the group's lane.

import { toText } from "#lib/storable.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import type { Claim } from "../../queue/claims.ts";
import { patiently } from "../../queue/database.ts";
import { ENTRIES, entriesFrom, NEEDS_STAFF, type StoredEntries, type UnpostedEntry } from "./entries.ts";

export interface PersonTopic {
  conversationId: string;
  chatId: number;
  /** Null: it has to be made. */
  threadId: number | null;
  isClosed: boolean;
  needed: boolean;
  name: string;
  username: string;
  /** Name of the connected account in whose chat it is; null: in the bot's own. */
  account: string | null;
  /** Name of the account's owner, where they have it by hand. */
  owner: string | null;
  entries: UnpostedEntry[];
}

type Row = Omit<PersonTopic, "entries" | "chatId"> & { chatId: string; entries: StoredEntries };

// It is marked as up to date before it is read: what comes later asks again.
const TAKE = `
  WITH mark AS (UPDATE "StaffTopic" SET "queuedAt" = NULL WHERE "tenantId" = $1 AND "conversationId" = $2)
  SELECT t."conversationId", g."chatId", t."threadId", t."closedAt" IS NOT NULL AS "isClosed", ${NEEDS_STAFF} AS "needed",
    c."title" AS "name", c."username", CASE WHEN c."threadId" < 0 THEN coalesce((
      SELECT k."name" FROM "BusinessConnection" AS k
      WHERE k."tenantId" = c."tenantId" AND k."botId" = c."botId" AND k."threadId" = c."threadId" LIMIT 1), '') END AS "account",
    CASE WHEN c."threadId" < 0 AND c."takenUntil" > now() AND c."takenBy" IS NULL THEN c."takenByName" END AS "owner", ${ENTRIES} AS "entries"
  FROM "StaffTopic" AS t
  JOIN "StaffGroup" AS g ON g."tenantId" = t."tenantId" AND g."botId" = t."botId"
  JOIN "Conversation" AS c ON c."tenantId" = t."tenantId" AND c."id" = t."conversationId"
  WHERE t."tenantId" = $1 AND t."conversationId" = $2`;

/** @returns null: the conversation was deleted, or its bot has no group now */
export async function takeTopic({ tenantId }: Claim, conversationId: string): Promise<PersonTopic | null> {
  const { rows } = await tenantDb({ tenantId }).query<Row>(TAKE, [tenantId, conversationId]);
  const [row] = rows;
  return row ? { ...row, chatId: Number(row.chatId), entries: entriesFrom(row.entries) } : null;
}

/** SQL that writes only while the claim holds its lane. $1 lane, $2 fence, $3 tenant */
const HELD = `(SELECT "tenantId" FROM "Lane" WHERE "id" = $1 AND "fence" = $2 AND "tenantId" = $3)`;

/** @returns false: the lane is lost, nothing is written */
async function write(
  claim: Claim,
  signal: AbortSignal,
  statement: string,
  values: unknown[],
): Promise<boolean> {
  const { laneId, fence, tenantId } = claim;
  const all = [laneId, fence, tenantId, ...values];
  const { rowCount } = await patiently(() => tenantDb(claim).query(statement, all), signal);
  return (rowCount ?? 0) > 0;
}

export const keepThread = (
  claim: Claim,
  signal: AbortSignal,
  { conversationId, threadId }: { conversationId: string; threadId: number },
): Promise<boolean> =>
  write(
    claim,
    signal,
    `UPDATE "StaffTopic" SET "threadId" = $5, "closedAt" = NULL WHERE "tenantId" = ${HELD} AND "conversationId" = $4`,
    [conversationId, threadId],
  );

/** @param closed whether it is closed now */
export const keepClosed = (
  claim: Claim,
  signal: AbortSignal,
  conversationId: string,
  closed: boolean,
): Promise<boolean> =>
  write(
    claim,
    signal,
    `UPDATE "StaffTopic" SET "closedAt" = ${closed ? "now()" : "NULL"} WHERE "tenantId" = ${HELD} AND "conversationId" = $4`,
    [conversationId],
  );

/** They stand in the topic. @returns false: the lane is lost, or the topic is gone */
export const keepPosts = (
  claim: Claim,
  signal: AbortSignal,
  conversationId: string,
  posts: readonly { entry: UnpostedEntry; telegramId: number }[],
): Promise<boolean> =>
  write(
    claim,
    signal,
    `INSERT INTO "StaffPost" ("tenantId", "conversationId", "entryId", "part", "telegramId")
     SELECT t."tenantId", t."conversationId", p.* FROM "StaffTopic" AS t, unnest($5::uuid[], $6::text[], $7::int[]) AS p
     WHERE t."tenantId" = ${HELD} AND t."conversationId" = $4
     ON CONFLICT ("conversationId", "entryId", "part") DO UPDATE SET "telegramId" = excluded."telegramId"`,
    [
      conversationId,
      posts.map(({ entry }) => entry.id),
      posts.map(({ entry }) => entry.part),
      posts.map(({ telegramId }) => telegramId),
    ],
  );

/** It was deleted by hand: if it is needed, another is made, and says all again. */
export const forgetThread = (claim: Claim, signal: AbortSignal, conversationId: string): Promise<boolean> =>
  write(
    claim,
    signal,
    `WITH gone AS (DELETE FROM "StaffPost" WHERE "tenantId" = ${HELD} AND "conversationId" = $4)
     UPDATE "StaffTopic" SET "threadId" = NULL WHERE "tenantId" = ${HELD} AND "conversationId" = $4`,
    [conversationId],
  );

/** @param trouble Telegram's words; null: it works again */
export async function keepTrouble(
  { tenantId, botId }: Pick<Claim, "tenantId" | "botId">,
  chatId: number,
  trouble: string | null,
): Promise<void> {
  await tenantDb({ tenantId }).query(
    `UPDATE "StaffGroup" SET "trouble" = $4, "troubleAt" = CASE WHEN $4::text IS NOT NULL THEN now() END
     WHERE "tenantId" = $1 AND "botId" = $2 AND "chatId" = $3 AND ("trouble" IS NOT NULL OR $4::text IS NOT NULL)`,
    [tenantId, botId, chatId, trouble && toText(trouble).slice(0, 300)],
  );
}

/** The conversation of a topic. */
export async function conversationOfTopic(
  { tenantId, botId }: Pick<Claim, "tenantId" | "botId">,
  threadId: number,
): Promise<string | null> {
  const topic = await tenantDb({ tenantId }).staffTopic.findFirst({
    where: { tenantId, botId, threadId },
    select: { conversationId: true },
  });
  return topic?.conversationId ?? null;
}
