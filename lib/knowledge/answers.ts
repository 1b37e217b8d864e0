// Questions with their answers, written in the browser: pieces of the one version of their source.
import { randomUUID } from "node:crypto";
import { announce } from "../audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";

export interface WrittenAnswer {
  id: string;
  question: string;
  answer: string;
}

export async function listAnswers(context: Context, sourceId: string): Promise<WrittenAnswer[]> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  const rows = await tenantDb(context).piece.findMany({
    where: { tenantId, version: { sourceId, source: { kind: "answers" } } },
    select: { id: true, heading: true, text: true },
    orderBy: { position: "asc" },
  });
  return rows.map(({ id, heading, text }) => ({ id, question: heading, answer: text }));
}

/** The served version, locked. */
async function lockServed(tx: Tx, tenantId: string, sourceId: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ servedId: string | null }[]>`
    SELECT "servedId" FROM "Source" WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${sourceId}::uuid FOR UPDATE`;
  if (!row?.servedId) throw new AppError("not_found");
  return row.servedId;
}

export async function saveAnswer(
  context: Context,
  sourceId: string,
  { id, question, answer }: { id?: string | undefined; question: string; answer: string },
): Promise<string> {
  authorise(context, "runBots");
  const { tenantId } = context;
  const pieceId = id ?? randomUUID();
  await tenantDb(context).$transaction(async (tx) => {
    const versionId = await lockServed(tx, tenantId, sourceId);
    const tokens = Math.ceil((question.length + answer.length) / 4);
    const words = `${question} ${answer}`;
    const changed = await tx.$executeRaw`
      UPDATE "Piece" SET "heading" = ${question}, "text" = ${answer}, "tokens" = ${tokens}, "words" = to_tsvector('simple', ${words})
      WHERE "tenantId" = ${tenantId}::uuid AND "versionId" = ${versionId}::uuid AND "id" = ${pieceId}::uuid`;
    if (changed === 0)
      await tx.$executeRaw`
        INSERT INTO "Piece" ("id", "tenantId", "versionId", "position", "heading", "text", "tokens", "words")
        SELECT ${pieceId}::uuid, ${tenantId}::uuid, ${versionId}::uuid, coalesce(max("position"), -1) + 1, ${question}, ${answer}, ${tokens},
               to_tsvector('simple', ${words})
        FROM "Piece" WHERE "versionId" = ${versionId}::uuid`;
    await settle(tx, tenantId, versionId);
  });
  return pieceId;
}

export async function removeAnswer(context: Context, sourceId: string, id: string): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  await tenantDb(context).$transaction(async (tx) => {
    const versionId = await lockServed(tx, tenantId, sourceId);
    await tx.piece.deleteMany({ where: { tenantId, versionId, id } });
    await settle(tx, tenantId, versionId);
  });
}

/** Counts what the version holds, and tells the workers. */
export async function settle(tx: Tx, tenantId: string, versionId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "SourceVersion" v SET "revision" = "revision" + 1, "pieces" = p.n, "tokens" = p.t, "readyAt" = now()
    FROM (SELECT count(*)::int AS n, coalesce(sum("tokens"), 0)::int AS t FROM "Piece" WHERE "versionId" = ${versionId}::uuid) p
    WHERE v."tenantId" = ${tenantId}::uuid AND v."id" = ${versionId}::uuid`;
  await announce(tx, tenantId);
}
