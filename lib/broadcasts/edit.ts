// Drafts of broadcasts: what is sent, and to whom.
import { record } from "../audit.ts";
import type { Context } from "../context.ts";
import { PIECE_BYTES } from "../conversations/file-limits.ts";
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { type BroadcastButton, linkOf, PICTURE_MAX } from "./buttons.ts";
import { excessOf } from "./content.ts";
import type { Segment } from "./segment.ts";

/** @param id chosen by the caller, so that a repeated request makes no second draft @throws AppError "not_found" */
export async function createBroadcast(context: Context, id: string, botId: string): Promise<void> {
  authorise(context, "sendBroadcasts");
  const { tenantId, actorId: createdById } = context;
  await tenantDb(context).$transaction(async (tx) => {
    const bot = await tx.bot.findFirst({ where: { tenantId, id: botId }, select: { username: true } });
    if (!bot) throw new AppError("not_found");
    const { count } = await tx.broadcast.createMany({
      data: [{ id, tenantId, botId, createdById }],
      skipDuplicates: true,
    });
    const after = { username: bot.username };
    if (count > 0) await record(tx, context, { action: "broadcast.add", target: id, after });
  });
}

/** The draft, locked until the transaction ends. @throws AppError "not_found", "broadcast_ordered" */
export async function lockDraft(tx: Tx, { tenantId }: Context, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "Broadcast" WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${id}::uuid FOR UPDATE`;
  const found = await tx.broadcast.findFirst({ where: { tenantId, id } });
  if (!found) throw new AppError("not_found");
  if (found.state !== "draft") throw new AppError("broadcast_ordered");
  return found;
}

export interface BroadcastDraft {
  /** Of the draft that was changed. */
  version: number;
  text: string;
  buttons: readonly BroadcastButton[];
  segment: Segment;
}

/** @returns the new version @throws AppError "not_found", "conflict", "broadcast_ordered", "broadcast_long" or "broadcast_link" */
export async function editBroadcast(context: Context, id: string, draft: BroadcastDraft): Promise<number> {
  authorise(context, "sendBroadcasts");
  const { tenantId } = context;
  const { version, text, segment } = draft;
  const buttons = draft.buttons.map(({ text, url }, i) => {
    const link = linkOf(url);
    if (link === null) throw new AppError("broadcast_link", {}, `url${i}`);
    return { text: text.trim(), url: link };
  });
  return tenantDb(context).$transaction(async (tx) => {
    const before = await lockDraft(tx, context, id);
    if (before.version !== version) throw new AppError("conflict");
    const excess = excessOf(text, before.pictureName !== null);
    if (excess > 0) throw new AppError("broadcast_long", { excess }, "text");
    const data = { text, buttons, segment, version: version + 1 };
    await tx.broadcast.updateMany({ where: { tenantId, id }, data });
    await record(tx, context, {
      ...{ action: "broadcast.edit", target: id, before: { length: before.text.length } },
      after: { length: text.length, buttons: buttons.length },
    });
    return version + 1;
  });
}

export interface PicturePiece {
  position: number;
  /** Whether it is the last one. */
  last: boolean;
  name: string;
  bytes: Buffer;
}

/** The pieces come one after the other; one may come twice. @throws AppError "not_found", "invalid", "broadcast_ordered" or "broadcast_long" */
export async function addPicturePiece(context: Context, id: string, piece: PicturePiece): Promise<void> {
  authorise(context, "sendBroadcasts");
  const { tenantId } = context;
  const { position, last, name, bytes } = piece;
  if (bytes.length === 0 || bytes.length > PIECE_BYTES || position >= Math.ceil(PICTURE_MAX / PIECE_BYTES))
    throw new AppError("invalid");
  await tenantDb(context).$transaction(async (tx) => {
    const { text, pictureName } = await lockDraft(tx, context, id);
    const excess = excessOf(text, true);
    if (excess > 0) throw new AppError("broadcast_long", { excess }, "text");
    const where = { tenantId, broadcastId: id };
    await tx.broadcastPicture.deleteMany({ where: { ...where, position: { gte: position } } });
    await tx.broadcastPicture.create({ data: { ...where, position, bytes: new Uint8Array(bytes) } });
    if (!last) return;
    await tx.broadcast.updateMany({ where: { tenantId, id }, data: { pictureName: name, fileId: null } });
    const entry = { action: "broadcast.edit", target: id } as const;
    await record(tx, context, { ...entry, before: { file: pictureName }, after: { file: name } });
  });
}

/** @throws AppError "not_found" or "broadcast_ordered" */
export async function removePicture(context: Context, id: string): Promise<void> {
  authorise(context, "sendBroadcasts");
  const { tenantId } = context;
  await tenantDb(context).$transaction(async (tx) => {
    const { pictureName } = await lockDraft(tx, context, id);
    await tx.broadcastPicture.deleteMany({ where: { tenantId, broadcastId: id } });
    await tx.broadcast.updateMany({ where: { tenantId, id }, data: { pictureName: null, fileId: null } });
    const entry = { action: "broadcast.edit", target: id } as const;
    await record(tx, context, { ...entry, before: { file: pictureName }, after: { file: null } });
  });
}

/** Of one that is not under way. @throws AppError "not_found" or "broadcast_ordered" */
export async function removeBroadcast(context: Context, id: string): Promise<void> {
  authorise(context, "sendBroadcasts");
  const { tenantId } = context;
  await tenantDb(context).$transaction(async (tx) => {
    const found = await tx.broadcast.findFirst({ where: { tenantId, id }, include: { bot: true } });
    if (!found) throw new AppError("not_found");
    const where = { tenantId, id, state: { in: ["draft", "done", "stopped"] as const } };
    const { count } = await tx.broadcast.deleteMany({
      where: { ...where, state: { in: [...where.state.in] } },
    });
    if (count === 0) throw new AppError("broadcast_ordered");
    const before = { username: found.bot.username, length: found.text.length };
    await record(tx, context, { action: "broadcast.remove", target: id, before, after: null });
  });
}
