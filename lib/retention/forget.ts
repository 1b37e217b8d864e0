// Deletes what a tenant keeps no longer: a batch at a time, each in one transaction, so that a crash leaves nothing half done.
// Messages wait for none of it: it takes rows that nobody changes any more, and indexes that are there anyway.
import type pg from "pg";
import { inTransaction, pool } from "../db.ts";
import { defaultSpans } from "./spans.ts";

/** Answers of a batch; each has some calls and reactions. */
const BATCH = 500;
const AGAIN = "1 hour";
/** Until the days have been summed up that are to be forgotten. */
const WAIT = "5 minutes";

const START = `
  INSERT INTO "Retention" ("tenantId") SELECT t."id" FROM "Tenant" AS t
  WHERE NOT EXISTS (SELECT FROM "Retention" AS r WHERE r."tenantId" = t."id") ON CONFLICT DO NOTHING`;

const months = (column: string, otherwise: number) =>
  `(n."today" - make_interval(months => coalesce(r."${column}", ${otherwise})))::date`;

/**
 * A tenant with the first days that it keeps, in its zone. With the lock of its sums: whoever sums its days up comes before or
 * after. `ready`: all earlier days are summed up, so nothing is lost to the figures.
 */
const CLAIM = `
  SELECT c."tenantId" AS "id", c."texts"::text, c."calls"::text, c."callsFrom",
    c."texts"::timestamp AT TIME ZONE c."zone" AS "textsBefore", c."calls"::timestamp AT TIME ZONE c."zone" AS "callsBefore",
    c."zone" = c."timeZone" AND c."calls" <= c."day" AND NOT EXISTS (SELECT FROM unnest(c."stale") AS d WHERE d < c."calls") AS "ready"
  FROM (
    SELECT r."tenantId", r."callsFrom", s."zone", s."day", s."stale", t."timeZone",
      ${months("messageMonths", defaultSpans.messageMonths)} AS "texts",
      greatest(${months("messageMonths", defaultSpans.messageMonths)}, ${months("callMonths", defaultSpans.callMonths)}) AS "calls"
    FROM "Retention" AS r JOIN "Rollup" AS s ON s."tenantId" = r."tenantId" JOIN "Tenant" AS t ON t."id" = r."tenantId",
      LATERAL (SELECT (coalesce($1::timestamptz, now()) AT TIME ZONE s."zone")::date AS "today") AS n
    WHERE r."dueAt" <= coalesce($1::timestamptz, now()) ORDER BY r."dueAt" LIMIT 1 FOR NO KEY UPDATE OF r, s SKIP LOCKED) AS c`;

interface Claimed {
  id: string;
  texts: string;
  calls: string;
  callsFrom: Date | null;
  textsBefore: Date;
  callsBefore: Date;
  ready: boolean;
}

/** From now on a sum of these days is never made anew, since their answers are not whole. */
const KEPT_FROM = `
  UPDATE "Rollup" SET "keptFrom" = $2 WHERE "tenantId" = $1 AND ("keptFrom" IS NULL OR "keptFrom" < $2)`;

/** Ties belong to one batch, so that the next one begins after them. */
const CALLS = `
  WITH batch AS (
    SELECT "id", "startedAt" FROM "Answer" WHERE "tenantId" = $1 AND "startedAt" > coalesce($2::timestamptz, '-infinity') AND "startedAt" < $3
    ORDER BY "startedAt" FETCH FIRST ${BATCH} ROWS WITH TIES),
  gone AS (DELETE FROM "Attempt" AS t USING batch AS b WHERE t."answerId" = b."id")
  UPDATE "Retention" SET "callsFrom" = coalesce((SELECT max("startedAt") FROM batch), $3::timestamptz - interval '1 millisecond')
  WHERE "tenantId" = $1 RETURNING (SELECT count(*)::int FROM batch) AS "n"`;

/** With their calls and reactions, by reference. Skips what is being changed: a reaction waits for the lock of the sums. */
const ANSWERS = `
  DELETE FROM "Answer" WHERE "id" IN (
    SELECT "id" FROM "Answer" WHERE "tenantId" = $1 AND "startedAt" < $2 ORDER BY "startedAt" LIMIT ${BATCH}
    FOR UPDATE SKIP LOCKED)`;

const CHAT_MESSAGES = `
  DELETE FROM "ChatMessage" WHERE "id" IN (
    SELECT "id" FROM "ChatMessage" WHERE "tenantId" = $1 AND "changedAt" < $2 AND "state" <> 'waiting'
    ORDER BY "changedAt" LIMIT ${BATCH})`;

/**
 * Of people who have not written for as long: their names go too. What the team noted of them stays. Locked before it is deleted: a
 * DELETE that waits for somebody who writes just now does not look again at when they wrote.
 */
const CONVERSATIONS = `
  DELETE FROM "Conversation" WHERE "id" IN (
    SELECT c."id" FROM "Conversation" AS c WHERE c."tenantId" = $1 AND c."lastAt" < $2
      AND (c."takenUntil" IS NULL OR c."takenUntil" < now())
      AND NOT EXISTS (SELECT FROM "Answer" AS a WHERE a."conversationId" = c."id")
      AND NOT EXISTS (SELECT FROM "ChatMessage" AS m WHERE m."conversationId" = c."id")
    ORDER BY c."lastAt" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`;

const LETTERS = `
  DELETE FROM "DeadLetter" WHERE "id" IN (
    SELECT "id" FROM "DeadLetter" WHERE "tenantId" = $1 AND "receivedAt" < $2 ORDER BY "receivedAt" LIMIT ${BATCH})`;

/** Of people who go on writing: what it says of older talk goes with the talk; the next one begins from what is kept. */
const SUMMARIES = `
  DELETE FROM "Summary" WHERE "conversationId" IN (
    SELECT "conversationId" FROM "Summary" WHERE "tenantId" = $1 AND "upTo" < $2 AND ("until" IS NULL OR "until" < now())
    LIMIT ${BATCH})`;

const DRAFTS = `
  DELETE FROM "BusinessDraft" WHERE "id" IN (
    SELECT "id" FROM "BusinessDraft" WHERE "tenantId" = $1 AND "at" < $2 LIMIT ${BATCH})`;

/** With their pictures. One that is not over stays, whatever its age. */
const BROADCASTS = `
  DELETE FROM "Broadcast" WHERE "id" IN (
    SELECT "id" FROM "Broadcast" WHERE "tenantId" = $1 AND "finishedAt" < $2 LIMIT ${BATCH})`;

const NEXT = `UPDATE "Retention" SET "dueAt" = coalesce($2::timestamptz, now()) + $3::interval WHERE "tenantId" = $1`;

async function forgetBatch(client: pg.PoolClient, now: Date | null): Promise<boolean> {
  const [claimed] = (await client.query<Claimed>(CLAIM, [now])).rows;
  if (!claimed) return false;
  const { id, ready, calls, callsFrom, callsBefore, textsBefore } = claimed;
  if (!ready) {
    await client.query(NEXT, [id, now, WAIT]);
    return true;
  }
  await client.query(KEPT_FROM, [id, calls]);
  const counts = [(await client.query<{ n: number }>(CALLS, [id, callsFrom, callsBefore])).rows[0]?.n ?? 0];
  for (const statement of [ANSWERS, CHAT_MESSAGES, CONVERSATIONS, LETTERS, SUMMARIES, DRAFTS, BROADCASTS])
    counts.push((await client.query(statement, [id, textsBefore])).rowCount ?? 0);
  const isDone = counts.every((count) => count < BATCH);
  await client.query(NEXT, [id, now, isDone ? AGAIN : "0"]);
  return true;
}

/** Prepares tenants that are new. */
export const startRetention = () => pool.query(START);

/**
 * One batch of one tenant, if any is due. Several workers may do it at once, of different tenants.
 * @param now null: by the database's clock
 * @returns false: nothing is due, or others are at it
 */
export const forgetTexts = (now: Date | null = null): Promise<boolean> =>
  inTransaction((client) => forgetBatch(client, now));
