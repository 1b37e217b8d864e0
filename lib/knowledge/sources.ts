// What bots are to know: the list of a bot's sources, and changes of it.
import { randomUUID } from "node:crypto";
import type { ReadingState, SourceKind } from "#generated/enums.ts";
import { announce } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";

export interface SourceLine {
  id: string;
  name: string;
  kind: SourceKind;
  url: string | null;
  everyHours: number | null;
  /** All bots of the tenant know it. */
  shared: boolean;
  createdAt: Date;
  /** When what bots use was read; null: nothing is ready yet. */
  servedAt: Date | null;
  /** The newest version. */
  newest: {
    state: ReadingState;
    fault: string | null;
    done: number;
    total: number | null;
    bytes: number;
    pieces: number;
    tokens: number;
    embedded: number;
  } | null;
}

/** The bot's own and those of all bots, the oldest first. */
export async function listSources(context: Context, botId: string): Promise<SourceLine[]> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  const rows = await tenantDb(context).source.findMany({
    where: { tenantId, OR: [{ botId }, { botId: null }] },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    include: { versions: { orderBy: { createdAt: "desc" } } },
  });
  return rows.map(({ versions, servedId, botId: own, ...row }) => {
    const [newest] = versions;
    const { id, name, kind, url, everyHours, createdAt } = row;
    return {
      ...{ id, name, kind, url, everyHours, createdAt },
      shared: own === null,
      servedAt: versions.find((version) => version.id === servedId)?.readyAt ?? null,
      newest: newest
        ? {
            ...{ state: newest.state, fault: newest.fault, done: newest.done, total: newest.total },
            ...{
              bytes: newest.bytes,
              pieces: newest.pieces,
              tokens: newest.tokens,
              embedded: newest.embedded,
            },
          }
        : null,
    };
  });
}

async function addWritten(
  context: Context,
  botId: string | null,
  name: string,
  kind: SourceKind,
): Promise<{ id: string }> {
  authorise(context, "runBots");
  const { tenantId, actorId: createdById } = context;
  const [id, servedId] = [randomUUID(), randomUUID()];
  await tenantDb(context).$transaction(async (tx) => {
    await tx.source.create({ data: { id, tenantId, botId, name, kind, servedId, createdById } });
    await tx.sourceVersion.create({
      data: { id: servedId, tenantId, sourceId: id, state: "ready", readyAt: new Date() },
    });
    await announce(tx, tenantId);
  });
  return { id };
}

/** @param botId null: for all bots @returns its id */
export const addAnswers = (context: Context, botId: string | null, name: string): Promise<{ id: string }> =>
  addWritten(context, botId, name, "answers");

/** @param botId null: for all bots @returns its id */
export const addProducts = (context: Context, botId: string | null, name: string): Promise<{ id: string }> =>
  addWritten(context, botId, name, "products");

export interface PageInput {
  url: string;
  name?: string | undefined;
  everyHours?: number | null | undefined;
  site: boolean;
}

export async function addPage(
  context: Context,
  botId: string | null,
  input: PageInput,
): Promise<{ id: string }> {
  authorise(context, "runBots");
  const { tenantId, actorId: createdById } = context;
  const { url, name, everyHours = null, site } = input;
  const id = randomUUID();
  await tenantDb(context).$transaction(async (tx) => {
    const kind = site ? "site" : "page";
    await tx.source.create({
      data: { id, tenantId, botId, name: name || url, kind, url, everyHours, createdById },
    });
    await tx.sourceVersion.create({ data: { id: randomUUID(), tenantId, sourceId: id } });
    await announce(tx, tenantId);
  });
  return { id };
}

export async function renameSource(context: Context, id: string, name: string): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  await tenantDb(context).$transaction(async (tx) => {
    const { count } = await tx.source.updateMany({ where: { tenantId, id }, data: { name } });
    if (count === 0) throw new AppError("not_found");
    await announce(tx, tenantId);
  });
}

export async function shareSource(context: Context, id: string, botId: string | null): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  await tenantDb(context).$transaction(async (tx) => {
    const { count } = await tx.source.updateMany({ where: { tenantId, id }, data: { botId } });
    if (count === 0) throw new AppError("not_found");
    await announce(tx, tenantId);
  });
}

export async function readAgain(context: Context, id: string): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  await tenantDb(context).sourceVersion.create({ data: { id: randomUUID(), tenantId, sourceId: id } });
}

export async function deleteSource(context: Context, id: string): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  await tenantDb(context).$transaction(async (tx) => {
    const { count } = await tx.source.deleteMany({ where: { tenantId, id } });
    if (count === 0) throw new AppError("not_found");
    await announce(tx, tenantId);
  });
}
