// Broadcasts as they are stored: claimed by one worker at a time with a lease and a fence, under which all is written.
import type { BroadcastState } from "#generated/enums.ts";
import { RECEIVES } from "#lib/broadcasts/people.ts";
import { one, pool } from "#lib/db.ts";
import { systemClock } from "#lib/fallback/index.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import { LEASE, renewLeases, STEPPED } from "../queue/claims.ts";
import { Hold } from "../queue/hold.ts";

export interface BroadcastClaim {
  broadcastId: string;
  tenantId: string;
  botId: string;
  fence: number;
  hold: Hold;
}

export const nameOf = ({ broadcastId }: BroadcastClaim): string => broadcastId;

/** SQL: whether `b` is to be sent now. */
const DUE = `(b."state" = 'sending' OR b."state" = 'scheduled' AND b."startAt" <= now())`;

// A bot's broadcasts go one after the other, and tenants take turns.
const CLAIM = `
  UPDATE "BroadcastRun" AS r SET "workerId" = $1, "fence" = r."fence" + 1, "until" = now() + ${LEASE}, "servedAt" = now()
  FROM (
    SELECT r."broadcastId", due."botId" FROM (
      SELECT b."id", b."botId", row_number() OVER (PARTITION BY b."tenantId" ORDER BY o."servedAt" NULLS FIRST) AS "turn"
      FROM "Broadcast" AS b JOIN "BroadcastRun" AS o ON o."broadcastId" = b."id"
      JOIN "Bot" AS k ON k."id" = b."botId" AND k."enabled"
      JOIN "Tenant" AS t ON t."id" = b."tenantId" AND t."suspendedAt" IS NULL
      WHERE (b."state" IN ('scheduled', 'sending') OR b."testChatId" IS NOT NULL) AND (b."testChatId" IS NOT NULL OR ${DUE} AND NOT EXISTS (
        SELECT FROM "Broadcast" AS e WHERE e."botId" = b."botId" AND ${DUE.replaceAll("b.", "e.")}
          AND (e."orderedAt", e."id") < (b."orderedAt", b."id")))) AS due
    JOIN "BroadcastRun" AS r ON r."broadcastId" = due."id"
    WHERE (r."until" IS NULL OR $3 AND (r."until" < now() OR r."until" > ${STEPPED}))
      AND (r."retryAt" IS NULL OR r."retryAt" <= now() OR r."retryAt" > now() + interval '10 minutes')
    ORDER BY due."turn", r."servedAt" NULLS FIRST LIMIT $2 FOR NO KEY UPDATE OF r SKIP LOCKED) AS free
  WHERE r."broadcastId" = free."broadcastId"
  RETURNING r."broadcastId", r."tenantId", free."botId", r."fence"`;

/** @param takeOver whether leases that ran out may be taken over (queue/contact.ts) */
export async function claimBroadcasts(
  workerId: string,
  limit: number,
  takeOver: boolean,
): Promise<BroadcastClaim[]> {
  const askedAt = systemClock.now();
  const { rows } = await pool.query<Omit<BroadcastClaim, "hold">>({ name: "claim broadcasts", text: CLAIM }, [
    workerId,
    limit,
    takeOver,
  ]);
  return rows.map((row) => ({ ...row, hold: new Hold(askedAt) }));
}

/** @returns ids of those that the worker still holds */
export const renewBroadcasts = (workerId: string, claims: readonly BroadcastClaim[]): Promise<Set<string>> =>
  renewLeases({ table: '"BroadcastRun"', column: '"broadcastId"', type: "uuid" }, workerId, claims, nameOf);

/** SQL: the run that the claim holds. $1 tenant, $2 broadcast, $3 fence */
const HELD = `"tenantId" = $1 AND "broadcastId" = $2 AND "fence" = $3 AND "workerId" IS NOT NULL`;
const valuesOf = ({ tenantId, broadcastId, fence }: BroadcastClaim) => [tenantId, broadcastId, fence];

/** Another worker may claim it. @param againMs not before that */
export async function releaseBroadcast(claim: BroadcastClaim, againMs: number | null): Promise<void> {
  await tenantDb(claim).query(
    `UPDATE "BroadcastRun" SET "workerId" = NULL, "until" = NULL, "retryAt" = now() + make_interval(secs => $4::float8 / 1000)
     WHERE ${HELD}`,
    [...valuesOf(claim), againMs],
  );
}

/** Begins one that is due: from now on its list of people stands. Nothing changes in one that has begun. */
export async function beginBroadcast(claim: BroadcastClaim): Promise<void> {
  await tenantDb(claim).query(
    `UPDATE "Broadcast" AS b SET "state" = 'sending', "startedAt" = now(),
       "total" = (SELECT count(DISTINCT c."chatId") FROM "Conversation" AS c WHERE ${RECEIVES})
     WHERE b."tenantId" = $1 AND b."id" = $2 AND b."state" = 'scheduled' AND b."startAt" <= now()
       AND EXISTS (SELECT FROM "BroadcastRun" WHERE ${HELD})`,
    valuesOf(claim),
  );
}

export interface Receiver {
  chatId: number;
  /** As Telegram has it. */
  name: string;
  locale: string | null;
}

export interface RunStanding {
  state: BroadcastState;
  /** Whom to send it to next; null: everybody has been tried. */
  next: Receiver | null;
}

export type TriedAs = "sent" | "blocked" | "refused" | "postponed";

// What became of the last one and who is next, in one statement for each message. One row is written, and no index of it.
// A repetition, since the answer to the first was lost, counts nothing twice: the cursor has passed the chat by then.
const STEP = `
  WITH before AS (SELECT "cursor", "postponed" FROM "BroadcastRun" WHERE ${HELD} FOR NO KEY UPDATE),
  tried AS (SELECT $4::bigint AS "chatId", coalesce($4::bigint > "cursor" OR $4::bigint = ANY("postponed"), false) AS "isNew" FROM before),
  run AS (
    UPDATE "BroadcastRun" AS r SET "until" = now() + ${LEASE}, "cursor" = greatest(r."cursor", tried."chatId"),
      "sent" = r."sent" + (tried."isNew" AND $5::text = 'sent')::int,
      "blocked" = r."blocked" + (tried."isNew" AND $5::text = 'blocked')::int,
      "refused" = r."refused" + (tried."isNew" AND $5::text = 'refused')::int,
      "postponed" = CASE WHEN $5::text = 'postponed' THEN array_append(array_remove(r."postponed", tried."chatId"), tried."chatId")
        WHEN tried."chatId" IS NULL THEN r."postponed" ELSE array_remove(r."postponed", tried."chatId") END
    FROM tried WHERE ${HELD.replaceAll('"tenantId"', 'r."tenantId"')}
    RETURNING r."broadcastId", r."cursor", r."postponed"),
  closed AS (
    UPDATE "Conversation" AS c SET "closedAt" = now(), "refusal" = $6 FROM "Broadcast" AS b
    WHERE $5::text = 'blocked' AND b."tenantId" = $1 AND b."id" = $2 AND c."tenantId" = $1 AND c."botId" = b."botId" AND c."chatId" = $4::bigint
      AND c."closedAt" IS NULL)
  SELECT b."state", coalesce(fresh."chatId", late."chatId") AS "chatId", coalesce(fresh."title", late."title") AS "name",
    CASE WHEN fresh."chatId" IS NULL THEN late."locale" ELSE fresh."locale" END AS "locale"
  FROM run JOIN "Broadcast" AS b ON b."tenantId" = $1 AND b."id" = run."broadcastId"
  LEFT JOIN LATERAL (
    SELECT c."chatId", c."title", c."locale" FROM "Conversation" AS c WHERE c."chatId" > run."cursor" AND ${RECEIVES}
    ORDER BY c."chatId" LIMIT 1) AS fresh ON b."state" = 'sending'
  LEFT JOIN LATERAL (
    SELECT c."chatId", c."title", c."locale" FROM unnest(run."postponed") WITH ORDINALITY AS p("chatId", "nth")
    JOIN "Conversation" AS c ON c."chatId" = p."chatId" WHERE ${RECEIVES}
    ORDER BY p."nth" LIMIT 1) AS late ON b."state" = 'sending' AND fresh."chatId" IS NULL`;

/** @param tried null: nobody yet; `refusal` of who is blocked, as keptRefusal has it @returns null: another worker holds it */
export async function stepOn(
  claim: BroadcastClaim,
  tried: { chatId: number; as: TriedAs; refusal?: string | null } | null,
): Promise<RunStanding | null> {
  const askedAt = systemClock.now();
  const { rows } = await tenantDb(claim).query<
    { state: BroadcastState; chatId: number | null } & Omit<Receiver, "chatId">
  >({ name: "broadcast step", text: STEP }, [
    ...valuesOf(claim),
    ...[tried?.chatId ?? null, tried?.as ?? null, tried?.refusal ?? null],
  ]);
  const [row] = rows;
  if (!row) return null;
  claim.hold.renewed(askedAt);
  const { state, chatId, name, locale } = row;
  return { state, next: chatId === null ? null : { chatId, name, locale } };
}

/** Everybody has been tried. The last person's chat is nobody's business afterwards. */
export async function endBroadcast(claim: BroadcastClaim): Promise<void> {
  await tenantDb(claim).query(
    `WITH run AS (UPDATE "BroadcastRun" SET "cursor" = 0, "postponed" = '{}' WHERE ${HELD} RETURNING "broadcastId")
     UPDATE "Broadcast" AS b SET "state" = 'done', "finishedAt" = now(), "trouble" = NULL FROM run
     WHERE b."tenantId" = $1 AND b."id" = run."broadcastId" AND b."state" = 'sending'`,
    valuesOf(claim),
  );
}

/** @param trouble in Telegram's words; null: it is over @param pause whether it goes on only when a member says so */
export async function noteTrouble(
  claim: BroadcastClaim,
  trouble: string | null,
  pause = false,
): Promise<void> {
  await tenantDb(claim).query(
    `UPDATE "Broadcast" AS b SET "trouble" = $4, "state" = CASE WHEN $5 THEN 'paused' ELSE b."state" END
     WHERE b."tenantId" = $1 AND b."id" = $2 AND b."state" = 'sending' AND EXISTS (SELECT FROM "BroadcastRun" WHERE ${HELD})`,
    [...valuesOf(claim), trouble, pause],
  );
}

/** Answers a second that all workers gave for the bot lately. */
export async function answersASecond({ tenantId, botId }: BroadcastClaim): Promise<number> {
  const { rows } = await tenantDb({ tenantId }).query<{ rate: number }>(
    `SELECT count(*)::float8 / 30 AS "rate" FROM "Answer"
     WHERE "tenantId" = $1 AND "botId" = $2 AND "startedAt" > now() - interval '30 seconds'`,
    [tenantId, botId],
  );
  return one(rows).rate;
}
