// A bot's prompt: published, and every text that was published before.
import { change } from "../audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { PROMPT_MAX } from "./prompt.ts";

/** Older versions are deleted: at most 2 MB for each bot. */
const KEPT = 100;

export interface PromptVersionView {
  number: number;
  /** Name of who published it; null: an import, or somebody whose account is gone. */
  by: string | null;
  at: Date;
  /** The version whose text was published again. */
  restored: number | null;
  /** In characters. */
  length: number;
}

/** What is to be published. */
interface NewPrompt {
  text: string;
  /** The prompt that the editor started from; if another was published since, nothing is written. */
  basedOn: string;
  /** The version that `text` comes from, unchanged. */
  restored?: number;
}

/**
 * @returns the config version that contains the change.
 * @throws AppError "conflict", "not_found" or "invalid" (too long)
 */
export async function publishPrompt(
  context: Context,
  id: string,
  { text, basedOn, restored }: NewPrompt,
): Promise<number> {
  authorise(context, "runBots");
  const { tenantId, actorId } = context;
  if (text.length > PROMPT_MAX) throw new AppError("invalid", {}, "prompt");
  const entry = { action: "bot.prompt" as const, target: id, detail: { length: text.length } };
  const { version } = await change(context, entry, async (tx, compare) => {
    // Locks the bot: versions are numbered one after the other.
    const { count } = await tx.bot.updateMany({
      where: { tenantId, id, prompt: basedOn },
      data: { prompt: text },
    });
    if (count === 0) {
      const there = await tx.bot.count({ where: { tenantId, id } });
      throw new AppError(there ? "conflict" : "not_found");
    }
    const author = { tenantId, botId: id, authorId: actorId };
    const number = await noteVersion(tx, author, { text, basedOn, restored: restored ?? null });
    compare({ length: basedOn.length }, { length: text.length, version: number, restored: restored ?? null });
  });
  return version;
}

/** Part of a transaction that has locked the bot: versions are numbered one after the other. @returns the new one's number */
async function noteVersion(
  tx: Tx,
  { authorId, ...place }: Author,
  { text, basedOn, restored }: { text: string; basedOn: string; restored: number | null },
): Promise<number> {
  const newest = await tx.promptVersion.findFirst({ where: place, orderBy: { number: "desc" } });
  let number = newest?.number ?? 0;
  if (basedOn && newest?.text !== basedOn)
    await tx.promptVersion.create({ data: { ...place, number: ++number, text: basedOn } });
  await tx.promptVersion.create({ data: { ...place, number: ++number, text, authorId, restored } });
  await tx.promptVersion.deleteMany({ where: { ...place, number: { lte: number - KEPT } } });
  return number;
}

interface Author {
  tenantId: string;
  botId: string;
  authorId: string | null;
}

/** Publishes a prompt with other settings: part of a transaction that has locked the bot. @param was the prompt before */
export async function writePrompt(tx: Tx, author: Author, text: string, was: string): Promise<void> {
  const { tenantId, botId: id } = author;
  await tx.bot.updateMany({ where: { tenantId, id }, data: { prompt: text } });
  await noteVersion(tx, author, { text, basedOn: was, restored: null });
}

/** The newest first; the first is the bot's prompt now, unless an import wrote that. */
export async function promptVersions(context: Context, botId: string): Promise<PromptVersionView[]> {
  authorise(context, "viewBots");
  const { rows } = await tenantDb(context).query<PromptVersionView>(
    `SELECT v."number", u."name" AS "by", v."createdAt" AS "at", v."restored", length(v."text") AS "length"
     FROM "PromptVersion" AS v LEFT JOIN "User" AS u ON u."id" = v."authorId"
     WHERE v."tenantId" = $1 AND v."botId" = $2
     ORDER BY v."number" DESC`,
    [context.tenantId, botId],
  );
  return rows;
}

/** @returns the text of a version, and of the one before it ("" before the first) @throws AppError "not_found" */
export async function promptVersion(
  context: Context,
  botId: string,
  number: number,
): Promise<{ text: string; before: string }> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  const found = await tenantDb(context).promptVersion.findMany({
    where: { tenantId, botId, number: { lte: number } },
    orderBy: { number: "desc" },
    take: 2,
  });
  const [version, before] = found;
  if (version?.number !== number) throw new AppError("not_found");
  return { text: version.text, before: before?.text ?? "" };
}

/**
 * Publishes the text of an older version again, as a new one.
 * @param basedOn the prompt that is published now, as the page knows it
 * @returns the config version that contains the change, and the text
 * @throws AppError "conflict" or "not_found"
 */
export async function restorePrompt(
  context: Context,
  botId: string,
  number: number,
  basedOn: string,
): Promise<{ version: number; text: string }> {
  authorise(context, "runBots");
  const { text } = await promptVersion(context, botId, number);
  return { version: await publishPrompt(context, botId, { text, basedOn, restored: number }), text };
}
