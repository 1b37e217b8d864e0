// What the pages of a bot's knowledge show beside its sources.
import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { listSources, type SourceLine } from "./sources.ts";
import { type KnowledgeChoice, knowledgeFrom } from "./switches.ts";

export interface KnowledgeBot {
  id: string;
  name: string;
  username: string;
  prompt: string;
  knowledge: KnowledgeChoice;
}

/** @returns null if the tenant has no such bot */
export async function getKnowledgeBot(context: Context, id: string): Promise<KnowledgeBot | null> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  if (!isUuid(id)) return null;
  const bot = await tenantDb(context).bot.findFirst({
    where: { tenantId, id },
    select: { name: true, username: true, prompt: true, knowledge: true },
  });
  return bot && { ...bot, id, knowledge: knowledgeFrom(bot.knowledge) };
}

/** One source of the bot's own or of all bots. @returns null if there is none */
export async function readSource(context: Context, botId: string, id: string): Promise<SourceLine | null> {
  authorise(context, "viewBots");
  return (await listSources(context, botId)).find((source) => source.id === id) ?? null;
}

export interface ReadPiece {
  id: string;
  heading: string;
  text: string;
  place: string | null;
}

const PIECES_PAGE = 30;

/** What bots read of a source, in its order. @param from how many to leave out */
export async function listPieces(
  context: Context,
  sourceId: string,
  { from, search }: { from: number; search: string },
): Promise<{ pieces: ReadPiece[]; total: number; more: boolean }> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  const db = tenantDb(context);
  const source = await db.source.findFirst({ where: { tenantId, id: sourceId }, select: { servedId: true } });
  if (!source?.servedId) return { pieces: [], total: 0, more: false };
  const contains = { contains: search, mode: "insensitive" } as const;
  const where = {
    ...{ tenantId, versionId: source.servedId },
    ...(search && { OR: [{ heading: contains }, { text: contains }] }),
  };
  const [rows, total] = await Promise.all([
    db.piece.findMany({
      ...{ where, orderBy: { position: "asc" }, skip: from, take: PIECES_PAGE },
      select: { id: true, heading: true, text: true, place: true },
    }),
    db.piece.count({ where }),
  ]);
  return { pieces: rows, total, more: from + rows.length < total };
}
