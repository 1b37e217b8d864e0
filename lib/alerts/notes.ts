// What a way was told, what it has to be told, and what is being sent.
import { randomUUID } from "node:crypto";
import type { AlertEvent, AlertKind, Role } from "#generated/enums.ts";
import { one, pool } from "../db.ts";
import { PLATFORM_TENANT } from "../shared-keys/tenant.ts";
import type { OpenCause } from "./decide.ts";
import { alertKinds, type Cause, CauseFacts } from "./kinds.ts";
import type { Way } from "./ways.ts";

export interface Reader {
  tenant: { name: string; slug: string; locale: string };
  /** Of the person; null: a webhook. */
  person: { email: string; locale: string | null } | null;
  /** Of the person; null: a webhook. */
  role: Role | null;
}

export interface WayStanding {
  now: number;
  untold: OpenCause[];
  toldAt: { kind: AlertKind; subject: string; at: number }[];
  /** Causes that were told of and are solved, `openedAt` being when they were solved. */
  solved: OpenCause[];
  /** When notes were made, the latest first. */
  sends: { event: AlertEvent; at: number }[];
}

const at = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/** SQL, for AlertCause AS c and AlertWay AS w: a cause of no tenant or of the platform's is told on the person's oldest way of a kind. */
const CONCERNS = `(c."tenantId" = w."tenantId" OR ((c."tenantId" IS NULL OR c."tenantId" = '${PLATFORM_TENANT}') AND w."userId" IS NOT NULL
  AND (c."userId" = w."userId" OR (c."userId" IS NULL
    AND EXISTS (SELECT FROM "User" AS p WHERE p."id" = w."userId" AND p."platformAdmin")))
  AND NOT EXISTS (SELECT FROM "AlertWay" AS o WHERE o."userId" = w."userId" AND o."channel" = w."channel" AND o."enabled"
    AND (o."createdAt", o."id") < (w."createdAt", w."id"))))`;
const NOT_MUTED = `NOT EXISTS (SELECT FROM "AlertMute" AS m WHERE m."tenantId" = w."tenantId" AND m."userId" = w."userId"
  AND m."kind" = c."kind")`;

/** Of kinds that only a newer version knows its workers tell. @param kinds what may be told there */
export async function readStanding(
  { id }: Pick<Way, "id">,
  kinds: readonly AlertKind[],
): Promise<WayStanding> {
  const { rows } = await pool.query<WayStanding>(
    `SELECT ${at("clock_timestamp()")} AS "now",
       coalesce((SELECT json_agg(json_build_object('id', c."id", 'kind', c."kind", 'subject', c."subject",
           'openedAt', ${at(`c."openedAt"`)}) ORDER BY c."id")
         FROM "AlertCause" AS c WHERE c."solvedAt" IS NULL AND (c."kind" = ANY($2::"AlertKind"[]) OR c."tenantId" = '${PLATFORM_TENANT}') AND c."kind" = ANY($3::"AlertKind"[])
           AND ${CONCERNS} AND ${NOT_MUTED}
           AND NOT EXISTS (SELECT FROM "AlertTold" AS t WHERE t."wayId" = w."id" AND t."causeId" = c."id")), '[]') AS "untold",
       coalesce((SELECT json_agg(json_build_object('id', c."id", 'kind', c."kind", 'subject', c."subject",
           'openedAt', ${at(`c."solvedAt"`)}) ORDER BY c."id")
         FROM "AlertTold" AS t JOIN "AlertCause" AS c ON c."id" = t."causeId" JOIN "AlertNote" AS n ON n."id" = t."noteId"
         WHERE t."wayId" = w."id" AND t."solvedId" IS NULL AND c."solvedAt" IS NOT NULL AND n."state" = 'sent' AND c."kind" = ANY($3::"AlertKind"[])), '[]') AS "solved",
       coalesce((SELECT json_agg(json_build_object('kind', "kind", 'subject', "subject", 'at', "at")) FROM (
         SELECT c."kind", c."subject", max(${at(`n."createdAt"`)}) AS "at" FROM "AlertTold" AS t
           JOIN "AlertCause" AS c ON c."id" = t."causeId" JOIN "AlertNote" AS n ON n."id" = t."noteId"
         WHERE t."wayId" = w."id" AND n."createdAt" > now() - interval '10 minutes' GROUP BY 1, 2) AS told), '[]') AS "toldAt",
       coalesce((SELECT json_agg(json_build_object('event', n."event", 'at', ${at(`n."createdAt"`)}) ORDER BY n."createdAt" DESC)
         FROM "AlertNote" AS n WHERE n."wayId" = w."id" AND n."createdAt" > now() - interval '10 minutes'), '[]') AS "sends"
     FROM "AlertWay" AS w WHERE w."id" = $1`,
    [id, kinds, alertKinds],
  );
  return one(rows);
}

/** Also tells whether the way may be told anything: its tenant and member may be gone since the claim. */
export async function readReader({ id }: Pick<Way, "id">): Promise<Reader | null> {
  const { rows } = await pool.query<{
    name: string;
    slug: string;
    locale: string;
    email: string | null;
    own: string | null;
    role: Role | null;
  }>(
    `SELECT t."name", t."slug", t."locale", u."email", u."locale" AS "own", m."role"
     FROM "AlertWay" AS w JOIN "Tenant" AS t ON t."id" = w."tenantId"
     LEFT JOIN "Member" AS m ON m."tenantId" = w."tenantId" AND m."userId" = w."userId"
     LEFT JOIN "User" AS u ON u."id" = w."userId"
     WHERE w."id" = $1 AND w."enabled"`,
    [id],
  );
  const [row] = rows;
  if (!row) return null;
  const { name, slug, locale, email, own, role } = row;
  return { tenant: { name, slug, locale }, person: email === null ? null : { email, locale: own }, role };
}

/** Notes what will be told; from then on it is told at least once. @returns the note's id; null: the claim is lost */
export async function addNote(
  workerId: string,
  { id: wayId, tenantId }: Pick<Way, "id" | "tenantId">,
  event: AlertEvent,
  causes: readonly number[],
): Promise<string | null> {
  const noteId = randomUUID();
  const { rowCount } = await pool.query(
    `WITH held AS (SELECT "id" FROM "AlertWay" WHERE "id" = $1 AND "workerId" = $2 FOR UPDATE),
     note AS (INSERT INTO "AlertNote" ("id", "tenantId", "wayId", "event") SELECT $3, $4, "id", $5::"AlertEvent" FROM held RETURNING "id"),
     told AS (INSERT INTO "AlertTold" ("wayId", "causeId", "tenantId", "noteId")
       SELECT $1, c, $4, note."id" FROM note, unnest($6::bigint[]) AS c WHERE $5::"AlertEvent" = 'opened' ON CONFLICT DO NOTHING),
     solved AS (UPDATE "AlertTold" SET "solvedId" = note."id" FROM note
       WHERE $5::"AlertEvent" = 'solved' AND "wayId" = $1 AND "causeId" = ANY($6::bigint[]))
     SELECT FROM note`,
    [wayId, workerId, noteId, tenantId, event, causes],
  );
  return rowCount ? noteId : null;
}

export interface ToldCause extends Cause {
  id: number;
  openedAt: Date;
  solvedAt: Date | null;
}

export interface Note {
  id: string;
  event: AlertEvent;
  tries: number;
  createdAt: Date;
  /** Telegram message of the note that told of the causes that are solved now, if it was one. */
  replyTo: number | null;
}

/** Notes of the way that are to be sent now. */
export async function dueNotes({ id }: Pick<Way, "id">): Promise<Note[]> {
  const { rows } = await pool.query<Note>(
    `SELECT n."id", n."event", n."tries", n."createdAt",
       (SELECT CASE WHEN count(DISTINCT o."id") = 1 THEN min(o."telegramId") END
        FROM "AlertTold" AS t JOIN "AlertNote" AS o ON o."id" = t."noteId" WHERE t."solvedId" = n."id") AS "replyTo"
     FROM "AlertNote" AS n WHERE n."wayId" = $1 AND n."state" = 'waiting' AND n."nextAt" <= now()
     ORDER BY n."createdAt", n."id" LIMIT 20`,
    [id],
  );
  return rows;
}

/** Nobody scrolls further back. */
const MOST_RENEWED = 10;

/** The Telegram messages that told of what this note says is solved, the latest first. */
export async function messagesBefore(solvedId: string): Promise<{ id: string; telegramId: number }[]> {
  const { rows } = await pool.query<{ id: string; telegramId: number }>(
    `SELECT n."id", n."telegramId" FROM "AlertNote" AS n WHERE n."telegramId" IS NOT NULL
       AND n."id" IN (SELECT "noteId" FROM "AlertTold" WHERE "solvedId" = $1)
     ORDER BY n."createdAt" DESC LIMIT ${MOST_RENEWED}`,
    [solvedId],
  );
  return rows;
}

/** What a note tells of. */
export async function causesOfNote(noteId: string): Promise<ToldCause[]> {
  const { rows } = await pool.query<Omit<ToldCause, "facts"> & { facts: unknown }>(
    `SELECT c."id", c."kind", c."subject", c."facts", c."openedAt", c."solvedAt"
     FROM "AlertTold" AS t JOIN "AlertCause" AS c ON c."id" = t."causeId"
     WHERE (t."noteId" = $1 OR t."solvedId" = $1) AND c."kind" = ANY($2::"AlertKind"[]) ORDER BY c."id"`,
    [noteId, alertKinds],
  );
  return rows.map((row) => ({ ...row, facts: CauseFacts.parse(row.facts) }));
}

/** How many causes of the notes that these were told in are still open. */
export async function stillOpen(wayId: string): Promise<number> {
  const { rows } = await pool.query<{ open: number }>(
    `SELECT count(*)::int AS "open" FROM "AlertTold" AS t JOIN "AlertCause" AS c ON c."id" = t."causeId"
     WHERE t."wayId" = $1 AND c."solvedAt" IS NULL`,
    [wayId],
  );
  return one(rows).open;
}

/** How a try ended. `againMs`: it is tried again after this; null: it is given up, or done. */
export interface AlertTry {
  ok: boolean;
  status?: number | null;
  error?: string | null;
  telegramId?: number | null;
  againMs?: number | null;
}

export async function keepSent(
  noteId: string,
  { ok, status, error, telegramId, againMs }: AlertTry,
): Promise<void> {
  const state = ok ? "sent" : againMs == null ? "failed" : "waiting";
  await pool.query(
    `UPDATE "AlertNote" SET "state" = $2::"AlertNoteState", "tries" = "tries" + 1, "status" = $3, "error" = $4, "telegramId" = $5,
       "nextAt" = now() + $6::float8 * interval '1 millisecond', "doneAt" = CASE WHEN $2::"AlertNoteState" = 'waiting' THEN NULL ELSE now() END
     WHERE "id" = $1`,
    [noteId, state, status ?? null, error?.slice(0, 300) ?? null, telegramId ?? null, againMs ?? 0],
  );
}

/** When the next of the way's notes is tried again, epoch milliseconds; null: none waits. */
export async function nextTryAt({ id }: Pick<Way, "id">): Promise<number | null> {
  const { rows } = await pool.query<{ at: number | null }>(
    `SELECT min(${at(`"nextAt"`)}) AS "at" FROM "AlertNote" WHERE "wayId" = $1 AND "state" = 'waiting'`,
    [id],
  );
  return rows[0]?.at ?? null;
}
