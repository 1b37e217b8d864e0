// Pieces that are edited in the browser: questions with answers, products. They are in the one version of their source.
import { randomUUID } from "node:crypto";
import type { SourceKind } from "#generated/enums.ts";
import { change } from "../audit.ts";
import type { AuditAction } from "../audit-actions.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { isUuid } from "../uuid.ts";
import type { MadePiece } from "./piece.ts";
import { requireRoomForPieces } from "./room.ts";
import { lockSource } from "./sources.ts";
import { putPieces, storable } from "./store.ts";

export interface Edited {
  tx: Tx;
  tenantId: string;
  versionId: string;
}

/** Counts what the version holds. Workers hold its texts by the revision. */
const settle = ({ tx, tenantId, versionId }: Edited) =>
  tx.$executeRaw`
    UPDATE "SourceVersion" AS v SET "revision" = v."revision" + 1, "pieces" = p."pieces", "tokens" = p."tokens",
      "embedded" = p."embedded", "readyAt" = now()
    FROM (SELECT count(*)::int AS "pieces", coalesce(sum("tokens"), 0)::int AS "tokens", count("vector")::int AS "embedded"
          FROM "Piece" WHERE "tenantId" = ${tenantId}::uuid AND "versionId" = ${versionId}::uuid) AS p
    WHERE v."tenantId" = ${tenantId}::uuid AND v."id" = ${versionId}::uuid`;

/**
 * Changes the pieces of a source in one transaction, with a new config version.
 * @throws AppError "not_found"
 */
export async function editPieces<T>(
  context: Context,
  { sourceId, kind, action = "source.edit" }: { sourceId: string; kind: SourceKind; action?: AuditAction },
  work: (edited: Edited) => Promise<T>,
): Promise<T> {
  const { tenantId } = context;
  const { value } = await change(context, { action, target: sourceId }, async (tx, compare) => {
    const { servedId, name } = await lockSource(tx, context, sourceId, [kind]);
    if (!servedId) throw new AppError("not_found");
    const of = { tenantId, id: servedId };
    const before = await tx.sourceVersion.findFirstOrThrow({ where: of, select: { pieces: true } });
    const edited = { tx, tenantId, versionId: servedId };
    const value = await work(edited);
    await settle(edited);
    const after = await tx.sourceVersion.findFirstOrThrow({ where: of, select: { pieces: true } });
    compare({ name, ...before }, { name, ...after });
    return value;
  });
  return value;
}

/**
 * @param id of the piece that changes, or of a new one behind all others; undefined: a new one
 * @returns its id @throws AppError "not_found" (the id is another source's), "limit_reached"
 */
export async function putPiece(
  { tx, tenantId, versionId }: Edited,
  sourceId: string,
  id: string = randomUUID(),
  piece: MadePiece,
): Promise<string> {
  const where = { tenantId, versionId };
  if (!isUuid(id)) throw new AppError("not_found");
  const there = await tx.piece.findFirst({ where: { ...where, id }, select: { position: true } });
  if (!there) await requireRoomForPieces(tx, tenantId, sourceId, 1);
  const last = await tx.piece.aggregate({ where, _max: { position: true } });
  const position = there?.position ?? (last._max.position ?? -1) + 1;
  // A changed text has no vector yet, so the row is written anew.
  await tx.piece.deleteMany({ where: { ...where, id } });
  const count = await putPieces(tx, { tenantId, versionId }, [{ ...storable(piece, position), id }]);
  if (count === 0) throw new AppError("not_found");
  return id;
}

/** @throws AppError "not_found" */
export async function dropPiece({ tx, tenantId, versionId }: Edited, id: string): Promise<void> {
  if (!isUuid(id)) throw new AppError("not_found");
  const { count } = await tx.piece.deleteMany({ where: { tenantId, versionId, id } });
  if (count === 0) throw new AppError("not_found");
}
