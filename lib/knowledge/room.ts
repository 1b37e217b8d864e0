// How much a tenant's bots may know: by its plan, else by these defaults.
import type { Context } from "../context.ts";
import { one, type Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { limitsFrom } from "../people/limits.ts";
import { LIMITS, type LimitColumns, LOCKED_LIMITS } from "../people/room.ts";
import { tenantDb } from "../tenant-db.ts";

const usualKnowledge = { sources: 100, knowledgeMegabytes: 500, pieces: 20_000 } as const;
type KnowledgeLimit = keyof typeof usualKnowledge;

export const MEGABYTE = 1024 * 1024;

const limitOf = (columns: LimitColumns | undefined, name: KnowledgeLimit): number =>
  limitsFrom(columns?.plan, columns?.own)[name] ?? usualKnowledge[name];

/**
 * Locks the tenant's row until the transaction ends, so that of two additions at once the second one counts the first.
 * @throws AppError "limit_reached"
 */
export async function requireKnowledgeRoom(
  tx: Tx,
  { tenantId }: Pick<Context, "tenantId">,
  more: Partial<Record<"sources" | "bytes", number>>,
): Promise<void> {
  const [columns] = await tx.$queryRawUnsafe<LimitColumns[]>(LOCKED_LIMITS, tenantId);
  if (more.sources) {
    const limit = limitOf(columns, "sources");
    const there = await tx.source.count({ where: { tenantId } });
    if (there + more.sources > limit) throw new AppError("limit_reached", { limit, what: "sources" });
  }
  if (more.bytes) {
    const limit = limitOf(columns, "knowledgeMegabytes");
    const { _sum: sum } = await tx.sourceVersion.aggregate({ where: { tenantId }, _sum: { bytes: true } });
    if ((sum.bytes ?? 0) + more.bytes > limit * MEGABYTE)
      throw new AppError("limit_reached", { limit, what: "knowledgeMegabytes" });
  }
}

const OTHERS = `SELECT l.*, (SELECT coalesce(sum(v."pieces"), 0)::int FROM "SourceVersion" AS v JOIN "Source" AS s ON s."servedId" = v."id"
  WHERE v."tenantId" = $1::uuid AND s."tenantId" = $1::uuid AND s."id" <> $2::uuid) AS "others" FROM (${LIMITS}) AS l`;

/** How many pieces this source may have beside those of all others. */
export async function roomForPieces(tenantId: string, sourceId: string): Promise<number> {
  const { rows } = await tenantDb({ tenantId }).query<LimitColumns & { others: number }>(OTHERS, [
    tenantId,
    sourceId,
  ]);
  const { others, ...columns } = one(rows);
  return Math.max(0, limitOf(columns, "pieces") - others);
}

/** @param more how many are added; `instead`: of those that the source has @throws AppError "limit_reached" */
export async function requireRoomForPieces(
  tx: Tx,
  tenantId: string,
  sourceId: string,
  more: number,
  { instead = false } = {},
): Promise<void> {
  const { others, ...columns } = one(
    await tx.$queryRawUnsafe<(LimitColumns & { others: number })[]>(OTHERS, tenantId, sourceId),
  );
  const limit = limitOf(columns, "pieces");
  const own = instead ? 0 : await tx.piece.count({ where: { tenantId, version: { sourceId } } });
  if (others + own + more > limit) throw new AppError("limit_reached", { limit, what: "pieces" });
}
