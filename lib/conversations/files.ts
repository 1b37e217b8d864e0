// An operator's file, sent by the page in pieces that fit into an action, and read as a whole by the worker that sends it.
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { FILE_MAX, PIECE_BYTES } from "./file-limits.ts";

/** A piece may come twice. @param bytes at most PIECE_BYTES @throws AppError "invalid" */
export async function addFilePiece(
  context: Context,
  piece: { messageId: string; position: number; bytes: Buffer },
): Promise<void> {
  authorise(context, "handleConversations");
  const { tenantId, actorId } = context;
  const { messageId, position, bytes } = piece;
  if (bytes.length === 0 || bytes.length > PIECE_BYTES) throw new AppError("invalid");
  if (position < 0 || position >= Math.ceil(FILE_MAX / PIECE_BYTES)) throw new AppError("invalid");
  // What was begun and not sent goes with the next file.
  await tenantDb(context).query(
    `WITH left_behind AS (
       DELETE FROM "ChatFile" AS f WHERE f."tenantId" = $1 AND f."memberId" = $2 AND f."at" < now() - interval '1 hour'
         AND NOT EXISTS (SELECT FROM "ChatMessage" AS m WHERE m."tenantId" = $1 AND m."id" = f."messageId"))
     INSERT INTO "ChatFile" ("messageId", "position", "tenantId", "memberId", "bytes") VALUES ($3, $4, $1, $2, $5)
     ON CONFLICT ("tenantId", "messageId", "position") DO NOTHING`,
    [tenantId, actorId, messageId, position, bytes],
  );
}

/** The file of an operator's message. @returns null: a piece is missing */
export async function readFilePieces(
  { tenantId }: { tenantId: string },
  messageId: string,
): Promise<Buffer | null> {
  const pieces = await tenantDb({ tenantId }).chatFile.findMany({
    where: { tenantId, messageId },
    select: { position: true, bytes: true },
    orderBy: { position: "asc" },
  });
  if (pieces.length === 0 || pieces.some(({ position }, i) => position !== i)) return null;
  return Buffer.concat(pieces.map(({ bytes }) => bytes));
}
