// Versions of sources that are to be read: claimed by one worker at a time with a lease and a fence, under which all is written.
import { SourceKind } from "#generated/enums.ts";
import { announce } from "#lib/audit.ts";
import { pool } from "#lib/db.ts";
import { systemClock } from "#lib/fallback/index.ts";
import type { SourceFault } from "#lib/knowledge/faults.ts";
import { analysePieces, type PieceRow, putPiecesFor } from "#lib/knowledge/store.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import { LEASE, renewLeases, STEPPED } from "../queue/claims.ts";
import { Hold } from "../queue/hold.ts";

export interface ReadingClaim {
  versionId: string;
  tenantId: string;
  sourceId: string;
  fence: number;
  /** Claims so far, this one included. */
  tries: number;
  hold: Hold;
}

export const nameOf = ({ versionId }: ReadingClaim): string => versionId;

// Tenants take turns: a worker reads one version of a tenant at a time, and who has least under way comes first. A source of
// a kind that only a newer version knows is left to the workers of that version.
const CLAIM = `
  UPDATE "SourceVersion" AS v SET "workerId" = $1, "fence" = v."fence" + 1, "until" = now() + ${LEASE}, "state" = 'reading',
    "tries" = v."tries" + 1
  FROM (
    SELECT v."id" FROM (
      SELECT v."id", v."createdAt", row_number() OVER (PARTITION BY v."tenantId" ORDER BY v."createdAt") AS "turn"
      FROM "SourceVersion" AS v JOIN "Tenant" AS t ON t."id" = v."tenantId" AND t."suspendedAt" IS NULL
        JOIN "Source" AS s ON s."id" = v."sourceId" AND s."kind"::text = ANY($5)
      WHERE v."state" IN ('waiting', 'reading') AND v."tenantId" <> ALL($4::uuid[])
        AND (v."until" IS NULL OR $3 AND (v."until" < now() OR v."until" > ${STEPPED}))
        AND (v."retryAt" IS NULL OR v."retryAt" <= now() OR v."retryAt" > now() + interval '2 days')) AS due
    JOIN "SourceVersion" AS v ON v."id" = due."id"
    WHERE due."turn" = 1 ORDER BY due."createdAt" LIMIT $2 FOR NO KEY UPDATE OF v SKIP LOCKED) AS free
  WHERE v."id" = free."id" RETURNING v."id" AS "versionId", v."tenantId", v."sourceId", v."fence", v."tries"`;

/** @param busy tenants that this worker reads something of @param takeOver whether leases that ran out may be taken over (queue/contact.ts) */
export async function claimReadings(
  workerId: string,
  limit: number,
  { takeOver, busy }: { takeOver: boolean; busy: readonly string[] },
): Promise<ReadingClaim[]> {
  const askedAt = systemClock.now();
  const { rows } = await pool.query<Omit<ReadingClaim, "hold">>({ name: "claim readings", text: CLAIM }, [
    workerId,
    limit,
    takeOver,
    busy,
    Object.keys(SourceKind),
  ]);
  return rows.map((row) => ({ ...row, hold: new Hold(askedAt) }));
}

/** @returns ids of those that the worker still holds */
export const renewReadings = (workerId: string, claims: readonly ReadingClaim[]): Promise<Set<string>> =>
  renewLeases({ table: '"SourceVersion"', column: '"id"', type: "uuid" }, workerId, claims, nameOf);

/** SQL: the version that the claim holds. $1 tenant, $2 version, $3 fence */
export const HELD = `"tenantId" = $1 AND "id" = $2 AND "fence" = $3 AND "workerId" IS NOT NULL`;
const valuesOf = ({ tenantId, versionId, fence }: ReadingClaim) => [tenantId, versionId, fence];

/** Thrown where another worker holds it, or it is deleted. */
export class LostReading extends Error {
  constructor() {
    super("The version is no longer this worker's.");
    this.name = "LostReading";
  }
}

/** @param sql changes one row if the claim holds; $4 the first of the values @throws LostReading */
export async function held(claim: ReadingClaim, sql: string, values: unknown[] = []): Promise<void> {
  const { rowCount } = await tenantDb(claim).query(sql, [...valuesOf(claim), ...values]);
  if (rowCount !== 1) throw new LostReading();
}

export interface ClaimedSource {
  kind: SourceKind;
  name: string;
  url: string | null;
  botId: string | null;
  fileName: string | null;
  mimeType: string | null;
  bytes: number;
  done: number;
  total: number | null;
  /** Of the version that is served. */
  servedHash: string | null;
}

/** @returns null: it is deleted */
export async function readClaimed(claim: ReadingClaim): Promise<ClaimedSource | null> {
  const { rows } = await tenantDb(claim).query<ClaimedSource>(
    `SELECT s."kind", s."name", s."url", s."botId", v."fileName", v."mimeType", v."bytes", v."done", v."total", r."hash" AS "servedHash"
     FROM "SourceVersion" AS v JOIN "Source" AS s ON s."tenantId" = $1 AND s."id" = v."sourceId"
     LEFT JOIN "SourceVersion" AS r ON r."tenantId" = $1 AND r."id" = s."servedId"
     WHERE v."tenantId" = $1 AND v."id" = $2`,
    [claim.tenantId, claim.versionId],
  );
  return rows[0] ?? null;
}

export async function piecesSoFar({ tenantId, versionId }: ReadingClaim): Promise<number> {
  return tenantDb({ tenantId }).piece.count({ where: { tenantId, versionId } });
}

/** Another worker may claim it. @param againMs not before that @param failed whether it counts as a try */
export async function releaseReading(
  claim: ReadingClaim,
  againMs: number | null,
  failed = false,
): Promise<void> {
  await held(
    claim,
    `UPDATE "SourceVersion" SET "workerId" = NULL, "until" = NULL, "tries" = "tries" - $5::int,
       "retryAt" = now() + make_interval(secs => $4::float8 / 1000) WHERE ${HELD}`,
    [againMs, failed ? 0 : 1],
  );
}

/** It cannot be read; what is served stays. */
export async function failReading(claim: ReadingClaim, fault: SourceFault): Promise<void> {
  await held(
    claim,
    `WITH v AS (UPDATE "SourceVersion" SET "workerId" = NULL, "until" = NULL, "state" = 'failed', "fault" = $4 WHERE ${HELD}
       RETURNING "id", "tenantId", "sourceId"),
     gone AS (DELETE FROM "Piece" AS p USING v WHERE p."tenantId" = v."tenantId" AND p."versionId" = v."id")
     UPDATE "Source" AS s SET "readAgainAt" = now() + make_interval(hours => s."everyHours") FROM v
     WHERE s."tenantId" = v."tenantId" AND s."id" = v."sourceId"`,
    [fault],
  );
}

/** What an interrupted worker stored of it goes. */
export async function beginAnew(claim: ReadingClaim): Promise<void> {
  await held(
    claim,
    `WITH v AS (UPDATE "SourceVersion" SET "done" = 0 WHERE ${HELD} RETURNING "id", "tenantId"),
     gone AS (DELETE FROM "Piece" AS p USING v WHERE p."tenantId" = v."tenantId" AND p."versionId" = v."id")
     SELECT FROM v`,
  );
}

/** @param done pages that are read with these pieces, of `total` */
export async function storeBatch(
  claim: ReadingClaim,
  pieces: readonly PieceRow[],
  { done, total }: { done: number; total: number | null },
): Promise<void> {
  await held(
    claim,
    `WITH v AS (UPDATE "SourceVersion" SET "done" = $4, "total" = $5 WHERE ${HELD} RETURNING "id", "tenantId"),
     put AS (${putPiecesFor("v", "$6")})
     SELECT FROM v`,
    [done, total, JSON.stringify(pieces)],
  );
}

interface Served {
  hash: string;
  /** What its owner should know though it was read. */
  note?: SourceFault | null;
  /** Of what was fetched nothing is kept but its pieces. */
  isFileKept?: boolean;
}

/** From now on bots know this version, and no older one: at once, and told to all workers. */
export async function serve(
  claim: ReadingClaim,
  { hash, note = null, isFileKept = true }: Served,
): Promise<void> {
  const { tenantId, versionId, sourceId } = claim;
  await tenantDb(claim).$transaction(async (tx) => {
    const count = await tx.$executeRawUnsafe(
      `UPDATE "SourceVersion" AS v SET "workerId" = NULL, "until" = NULL, "state" = 'ready', "fault" = $5, "hash" = $4, "readyAt" = now(),
         "pieces" = p."pieces", "tokens" = p."tokens"
       FROM (SELECT count(*)::int AS "pieces", coalesce(sum("tokens"), 0)::int AS "tokens" FROM "Piece"
             WHERE "tenantId" = $1::uuid AND "versionId" = $2::uuid) AS p
       WHERE v."tenantId" = $1::uuid AND v."id" = $2::uuid AND v."fence" = $3 AND v."workerId" IS NOT NULL`,
      ...[tenantId, versionId, claim.fence, hash, note],
    );
    if (count !== 1) throw new LostReading();
    await tx.$executeRaw`UPDATE "Source" SET "servedId" = ${versionId}::uuid, "readAgainAt" = now() + make_interval(hours => "everyHours")
      WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${sourceId}::uuid`;
    if (!isFileKept) await tx.sourceFile.deleteMany({ where: { tenantId, versionId } });
    await tx.sourceVersion.deleteMany({
      where: { tenantId, sourceId, id: { not: versionId }, state: { in: ["ready", "failed"] } },
    });
    await analysePieces(tx);
    await announce(tx, tenantId);
  });
}

/** Nothing has changed since: the version that is served stays, as one that was read now. */
export async function keepServed(claim: ReadingClaim): Promise<void> {
  const { tenantId, versionId, sourceId } = claim;
  await tenantDb(claim).$transaction(async (tx) => {
    const { count } = await tx.sourceVersion.deleteMany({
      where: { tenantId, id: versionId, fence: claim.fence, workerId: { not: null } },
    });
    if (count !== 1) throw new LostReading();
    await tx.$executeRaw`WITH s AS (
        UPDATE "Source" SET "readAgainAt" = now() + make_interval(hours => "everyHours")
        WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${sourceId}::uuid RETURNING "servedId")
      UPDATE "SourceVersion" AS v SET "readyAt" = now() FROM s WHERE v."tenantId" = ${tenantId}::uuid AND v."id" = s."servedId"`;
  });
}
