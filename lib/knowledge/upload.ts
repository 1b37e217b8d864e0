// Files that bots are to know, as they arrive: in parts, each a request of its own, so that none is large and a lost one is
// sent again. The last part hands the file to the workers.
import { record } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { formatOf, SOURCE_FILE_MOST, SOURCE_PART } from "./kinds-of-files.ts";
import { MEGABYTE, requireKnowledgeRoom } from "./room.ts";
import { createSource, dropUnserved, lockSource } from "./sources.ts";

export interface FilePart {
  /** Chosen by whoever sends it, the same for all parts: the id of the version. */
  upload: string;
  /** null: all bots of the tenant know it. */
  botId: string | null;
  /** The file of this source is replaced; null: a new source. */
  sourceId: string | null;
  name: string;
  mimeType: string | null;
  /** Of the whole file. */
  size: number;
  /** From 0. The parts come one after the other; one may come twice. */
  position: number;
  bytes: Uint8Array;
}

/** @throws AppError "source_large", "source_type" or "invalid" */
function checkFile({ name, size, position, bytes }: FilePart): void {
  if (!formatOf(name)) throw new AppError("source_type");
  if (size > SOURCE_FILE_MOST) throw new AppError("source_large", { megabytes: SOURCE_FILE_MOST / MEGABYTE });
  const isWhole = Number.isInteger(position) && position >= 0 && Number.isInteger(size) && size >= 0;
  const expected = Math.min(SOURCE_PART, size - position * SOURCE_PART);
  if (!isWhole || bytes.length !== Math.max(0, expected) || (position > 0 && expected <= 0))
    throw new AppError("invalid");
}

/**
 * @returns the id of the source, and whether the file is whole
 * @throws AppError "not_found", "source_large", "source_type", "limit_reached", "invalid", or "conflict" if a part is missing
 */
export async function addFilePart(context: Context, part: FilePart): Promise<{ id: string; whole: boolean }> {
  authorise(context, "runBots");
  checkFile(part);
  const { tenantId } = context;
  const { upload, botId, sourceId, name, mimeType, size, position } = part;
  if (!isUuid(upload)) throw new AppError("invalid");
  return tenantDb(context).$transaction(async (tx) => {
    const where = { tenantId, id: upload };
    await tx.$queryRaw`SELECT FROM "SourceVersion" WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${upload}::uuid FOR UPDATE`;
    let version = await tx.sourceVersion.findFirst({ where });
    if (version && version.state !== "uploading") return { id: version.sourceId, whole: true };
    if (!version) {
      if (position !== 0) throw new AppError("conflict");
      await requireKnowledgeRoom(tx, context, { bytes: size });
      let id = sourceId;
      if (id === null) id = await createSource(tx, context, botId, { kind: "file", name });
      else {
        const { name: before } = await lockSource(tx, context, id, ["file"]);
        await dropUnserved(tx, tenantId, id);
        await record(tx, context, {
          ...{ action: "source.replace", target: id, before: { name: before }, after: { document: name } },
        });
      }
      const file = { fileName: name.slice(0, 200), mimeType: mimeType?.slice(0, 200) ?? null };
      // The bytes that it will have count from now on: several uploads at once do not exceed the limit together.
      version = await tx.sourceVersion.create({
        data: { id: upload, tenantId, sourceId: id, state: "uploading", bytes: size, ...file },
      });
    }
    if (version.bytes !== size) throw new AppError("invalid");
    const there = await tx.sourceFile.count({ where: { tenantId, versionId: upload } });
    if (position > there) throw new AppError("conflict");
    if (position === there)
      await tx.sourceFile.create({
        data: { tenantId, versionId: upload, position, bytes: new Uint8Array(part.bytes) },
      });
    const whole = (position + 1) * SOURCE_PART >= size;
    if (whole) await tx.sourceVersion.updateMany({ where, data: { state: "waiting" } });
    return { id: version.sourceId, whole };
  });
}

/** Takes back a file that bots do not know yet. @throws AppError "not_found": there is none, or bots know it by now */
export async function cancelUpload(context: Context, upload: string): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  if (!isUuid(upload)) throw new AppError("not_found");
  await tenantDb(context).$transaction(async (tx) => {
    const state = { in: ["uploading" as const, "waiting" as const, "reading" as const] };
    const where = { tenantId, id: upload, state, source: { kind: "file" as const } };
    const version = await tx.sourceVersion.findFirst({ where });
    if (!version) throw new AppError("not_found");
    const { sourceId } = version;
    const { count: taken } = await tx.sourceVersion.deleteMany({ where });
    if (taken === 0) throw new AppError("not_found");
    const { count } = await tx.source.deleteMany({
      where: { tenantId, id: sourceId, kind: "file", versions: { none: {} } },
    });
    if (count > 0)
      await record(tx, context, {
        action: "source.remove",
        target: sourceId,
        before: { name: version.fileName },
      });
  });
}
