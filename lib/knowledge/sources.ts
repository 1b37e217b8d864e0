// Sources: what a bot is to know. Workers read them (bots/knowledge).
import { randomUUID } from "node:crypto";
import type { ReadingState, SourceKind } from "#generated/enums.ts";
import { announce, change, record } from "../audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { requireKnowledgeRoom } from "./room.ts";
import { sourceAddress } from "./web-address.ts";

/** A source as it was read last, or is being read. */
interface NewestReading {
  id: string;
  state: ReadingState;
  /** A code of faults.ts. */
  fault: string | null;
  done: number;
  total: number | null;
  bytes: number;
  pieces: number;
  tokens: number;
  embedded: number;
  at: Date;
}

export interface SourceLine {
  id: string;
  name: string;
  kind: SourceKind;
  url: string | null;
  everyHours: number | null;
  /** Whether all bots of the tenant know it. */
  shared: boolean;
  createdAt: Date;
  /** When what bots know of it was read; null: nothing yet. */
  servedAt: Date | null;
  newest: NewestReading | null;
}

interface SourceRow extends Omit<SourceLine, "newest">, Omit<NewestReading, "id" | "at"> {
  versionId: string | null;
  at: Date;
}

/** The bot's own sources and those of all bots, in the order in which they were added. */
export async function listSources(context: Context, botId: string): Promise<SourceLine[]> {
  authorise(context, "viewBots");
  if (!isUuid(botId)) return [];
  const { rows } = await tenantDb(context).query<SourceRow>(
    `SELECT s."id", s."name", s."kind", s."url", s."everyHours", s."createdAt", s."botId" IS NULL AS "shared", r."readyAt" AS "servedAt",
       v."id" AS "versionId", v."state", v."fault", v."done", v."total", v."bytes", v."pieces", v."tokens", v."embedded",
       coalesce(v."readyAt", v."createdAt") AS "at"
     FROM "Source" AS s LEFT JOIN "SourceVersion" AS r ON r."tenantId" = $1 AND r."id" = s."servedId"
     LEFT JOIN LATERAL (
       SELECT * FROM "SourceVersion" AS n WHERE n."tenantId" = $1 AND n."sourceId" = s."id"
       ORDER BY n."createdAt" DESC LIMIT 1) AS v ON true
     WHERE s."tenantId" = $1 AND (s."botId" = $2 OR s."botId" IS NULL)
       AND EXISTS (SELECT FROM "Bot" AS b WHERE b."tenantId" = $1 AND b."id" = $2)
     ORDER BY s."createdAt", s."id"`,
    [context.tenantId, botId],
  );
  return rows.map(
    ({ versionId, state, fault, done, total, bytes, pieces, tokens, embedded, at, ...source }) => ({
      ...source,
      newest:
        versionId === null
          ? null
          : { id: versionId, state, fault, done, total, bytes, pieces, tokens, embedded, at },
    }),
  );
}

const NAME_MOST = 200;
const nameOf = (given: string): string => {
  const name = given.replaceAll("\0", "").trim().slice(0, NAME_MOST).toWellFormed();
  if (!name) throw new AppError("invalid", {}, "name");
  return name;
};

/** @throws AppError "not_found" */
async function requireOwnBot(tx: Tx, { tenantId }: Context, botId: string | null): Promise<void> {
  if (botId === null) return;
  if (!isUuid(botId) || !(await tx.bot.findFirst({ where: { tenantId, id: botId }, select: { id: true } })))
    throw new AppError("not_found");
}

/** The source, locked until the transaction ends. @throws AppError "not_found" */
export async function lockSource(tx: Tx, { tenantId }: Context, id: string, kinds?: readonly SourceKind[]) {
  if (!isUuid(id)) throw new AppError("not_found");
  await tx.$queryRaw`SELECT FROM "Source" WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${id}::uuid FOR UPDATE`;
  const source = await tx.source.findFirst({ where: { tenantId, id } });
  if (!source || (kinds && !kinds.includes(source.kind))) throw new AppError("not_found");
  return source;
}

interface NewSource {
  id?: string;
  kind: SourceKind;
  name: string;
  url?: string;
  everyHours?: number | null;
  servedId?: string;
}

/** @returns its id */
export async function createSource(
  tx: Tx,
  context: Context,
  botId: string | null,
  { id = randomUUID(), name, ...rest }: NewSource,
): Promise<string> {
  const { tenantId, actorId: createdById } = context;
  await requireOwnBot(tx, context, botId);
  await requireKnowledgeRoom(tx, context, { sources: 1 });
  await tx.source.create({ data: { id, tenantId, botId, createdById, name: nameOf(name), ...rest } });
  const after = { name: nameOf(name), ...(rest.url && { url: rest.url }) };
  await record(tx, context, { action: "source.add", target: id, before: null, after });
  return id;
}

/** Anything of the source that is not served and not ready gives way to a new version. */
export async function dropUnserved(tx: Tx, tenantId: string, sourceId: string): Promise<void> {
  await tx.sourceVersion.deleteMany({ where: { tenantId, sourceId, state: { not: "ready" } } });
}

const HOURS_MOST = 24 * 90;
/** Whole hours that are allowed. @returns null: it is read again only when somebody asks */
const boundedHours = (given: number | null | undefined): number | null =>
  given ? Math.min(HOURS_MOST, Math.max(1, Math.round(given))) : null;

export interface PageInput {
  url: string;
  name?: string | undefined;
  everyHours?: number | null | undefined;
  /** Whether its sitemap's pages are read, not this page alone. */
  site: boolean;
}

/** @throws AppError "source_address", "limit_reached" */
export async function addPage(
  context: Context,
  botId: string | null,
  page: PageInput,
): Promise<{ id: string }> {
  authorise(context, "runBots");
  const { tenantId } = context;
  const url = sourceAddress(page.url);
  const everyHours = boundedHours(page.everyHours);
  return tenantDb(context).$transaction(async (tx) => {
    const kind = page.site ? "site" : "page";
    const name = page.name?.trim() || new URL(url).hostname + new URL(url).pathname.replace(/\/$/, "");
    const id = await createSource(tx, context, botId, { kind, name, url, everyHours });
    await tx.sourceVersion.create({ data: { id: randomUUID(), tenantId, sourceId: id } });
    return { id };
  });
}

/** One whose pieces are written in the browser: ready from the start, and empty. */
async function addWritten(
  context: Context,
  botId: string | null,
  kind: "answers" | "products",
  name: string,
): Promise<{ id: string }> {
  authorise(context, "runBots");
  const { tenantId } = context;
  return tenantDb(context).$transaction(async (tx) => {
    const versionId = randomUUID();
    const id = await createSource(tx, context, botId, { kind, name, servedId: versionId });
    await tx.sourceVersion.create({
      data: { id: versionId, tenantId, sourceId: id, state: "ready", readyAt: new Date() },
    });
    await announce(tx, tenantId);
    return { id };
  });
}

/** @throws AppError "not_found", "limit_reached" */
export const addAnswers = (context: Context, botId: string | null, name: string) =>
  addWritten(context, botId, "answers", name);

/** @throws AppError "not_found", "limit_reached" */
export const addProducts = (context: Context, botId: string | null, name: string) =>
  addWritten(context, botId, "products", name);

/** @throws AppError "not_found" */
export async function renameSource(context: Context, id: string, given: string): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  await change(context, { action: "source.rename", target: id }, async (tx, compare) => {
    const before = await lockSource(tx, context, id);
    const name = nameOf(given);
    await tx.source.updateMany({ where: { tenantId, id }, data: { name } });
    compare({ name: before.name }, { name });
  });
}

/** @param botId null: all bots of the tenant know it @throws AppError "not_found" */
export async function shareSource(context: Context, id: string, botId: string | null): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  await change(context, { action: "source.share", target: id }, async (tx, compare) => {
    const before = await lockSource(tx, context, id);
    await requireOwnBot(tx, context, botId);
    await tx.source.updateMany({ where: { tenantId, id }, data: { botId } });
    compare({ shared: before.botId === null }, { shared: botId === null });
  });
}

/** How often a page or a site is read again; null: only when somebody asks. @throws AppError "not_found" */
export async function scheduleSource(context: Context, id: string, given: number | null): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  await change(context, { action: "source.schedule", target: id }, async (tx, compare) => {
    const before = await lockSource(tx, context, id, ["page", "site"]);
    const everyHours = boundedHours(given);
    const readAgainAt = everyHours === null ? null : new Date(Date.now() + everyHours * 3_600_000);
    await tx.source.updateMany({ where: { tenantId, id }, data: { everyHours, readAgainAt } });
    compare({ everyHours: before.everyHours }, { everyHours });
  });
}

/** Reads a page or a site again, or a file that could not be read. @throws AppError "not_found" */
export async function readAgain(context: Context, id: string): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  await tenantDb(context).$transaction(async (tx) => {
    const { kind, name } = await lockSource(tx, context, id, ["page", "site", "file"]);
    if (kind === "file") {
      const again = { state: "waiting", fault: null, tries: 0, retryAt: null, done: 0, total: null } as const;
      await tx.sourceVersion.updateMany({ where: { tenantId, sourceId: id, state: "failed" }, data: again });
    } else {
      await dropUnserved(tx, tenantId, id);
      await tx.sourceVersion.create({ data: { id: randomUUID(), tenantId, sourceId: id } });
    }
    await record(tx, context, { action: "source.read", target: id, after: { name } });
  });
}

/** With all its versions and pieces. @throws AppError "not_found" */
export async function deleteSource(context: Context, id: string): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  await change(context, { action: "source.remove", target: id }, async (tx, compare) => {
    const { name } = await lockSource(tx, context, id);
    await tx.source.deleteMany({ where: { tenantId, id } });
    compare({ name }, null);
  });
}
