// Applies settings to a bot: all of them, or none. What is the same already is no change.
import type { Prisma } from "#generated/client.ts";
import { change } from "../audit.ts";
import { writePrompt } from "../bots/prompt-versions.ts";
import { businessSettingsFrom } from "../business/settings.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { localeOfTongue } from "../messages/locales.ts";
import { inWords, writeOrder } from "../models/save.ts";
import { authorise } from "../people/can.ts";
import { readShape } from "./read.ts";
import { type BotShape, type ShapePart, shapeParts } from "./shape.ts";
import { canonical, shapeFrom, shapeSelect, stampOf } from "./stored.ts";

export interface ShapeChange {
  part: ShapePart;
  before: BotShape[ShapePart];
  after: BotShape[ShapePart];
}

function changesBetween(now: BotShape, given: Partial<BotShape>): ShapeChange[] {
  return shapeParts.flatMap((part) => {
    const after = given[part];
    if (after === undefined || canonical(after) === canonical(now[part])) return [];
    return [{ part, before: now[part], after }];
  });
}

/** Of settings that fit their schema. @throws AppError "invalid" */
function checkTogether({ languages, defaultLanguage }: BotShape): void {
  if (defaultLanguage && !languages.includes(localeOfTongue(defaultLanguage)))
    throw new AppError("invalid", {}, "defaultLanguage");
}

/** What the settings would change. @returns with it the stamp of the settings that it is about. @throws AppError "not_found" or "invalid" */
export async function planShape(
  context: Context,
  id: string,
  given: Partial<BotShape>,
): Promise<{ changes: ShapeChange[]; stamp: string }> {
  authorise(context, "runBots");
  const { shape, stamp } = await readShape(context, id);
  checkTogether({ ...shape, ...given });
  return { changes: changesBetween(shape, given), stamp };
}

/** The columns of Bot, without the prompt. */
function columnsOf(shape: BotShape, business: unknown): Prisma.BotUpdateInput {
  const { welcome, atLimit, languages, defaultLanguage: locale, voice, rich } = shape;
  const { commands, groups, intake, memory, knowledge, limits: allowances, takeoverMinutes } = shape;
  const { never } = businessSettingsFrom(business);
  const columns = {
    speech: { welcome, atLimit, languages, locale, voice, rich },
    ...{ commands, groups, intake, memory, knowledge, allowances, takeoverMinutes },
    business: { ...shape.business, never },
  };
  return JSON.parse(JSON.stringify(columns)) as Prisma.BotUpdateInput;
}

/** For the record: lengths of texts that are long, and names. */
const factOf = (part: ShapePart, value: BotShape[ShapePart]): string | number =>
  part === "prompt"
    ? String(value).length
    : part === "models"
      ? value === null
        ? ""
        : inWords(value as NonNullable<BotShape["models"]>).order
      : typeof value === "string" || typeof value === "number"
        ? value
        : JSON.stringify(value);
const factsOf = (changes: readonly ShapeChange[], side: "before" | "after") =>
  Object.fromEntries(
    changes.map((each) => [each.part === "prompt" ? "length" : each.part, factOf(each.part, each[side])]),
  );

/** Empty texts are left out, as where they are typed. */
const trimmed = (given: Partial<BotShape>): Partial<BotShape> => {
  const full = (texts: BotShape["welcome"]) =>
    Object.fromEntries(Object.entries(texts).filter(([, text]) => text?.trim()));
  const { welcome, atLimit } = given;
  return { ...given, ...(welcome && { welcome: full(welcome) }), ...(atLimit && { atLimit: full(atLimit) }) };
};

/**
 * @param stamp of the settings that the change is based on; null: whatever they are
 * @returns the config version that contains the change; null: there was nothing to change
 * @throws AppError "not_found", "conflict" (they have changed meanwhile), "invalid", or "forbidden" for a part that the role may
 * not change
 */
export async function applyShape(
  context: Context,
  id: string,
  given: Partial<BotShape>,
  stamp: string | null,
): Promise<number | null> {
  authorise(context, "runBots");
  const { tenantId } = context;
  const wanted = trimmed(given);
  const planned = await planShape(context, id, wanted);
  if (stamp !== null && planned.stamp !== stamp) throw new AppError("conflict");
  if (planned.changes.length === 0) return null;
  const { version } = await change(context, { action: "bot.apply", target: id }, async (tx, compare) => {
    // Locked in the order of others who change bots, the tenant and orders.
    await tx.$queryRaw`SELECT 1 FROM "Bot" WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${id}::uuid FOR NO KEY UPDATE`;
    const row = await tx.bot.findFirst({ where: { tenantId, id }, select: shapeSelect });
    if (!row) throw new AppError("not_found");
    const now = shapeFrom(row);
    if (stampOf(now) !== planned.stamp) throw new AppError("conflict");
    const changes = changesBetween(now, wanted);
    const changed = (part: ShapePart) => changes.some((each) => each.part === part);
    if (changed("intake")) authorise(context, "manageBots");
    if (changed("models")) authorise(context, "manageModels");
    compare(factsOf(changes, "before"), factsOf(changes, "after"));
    const next = { ...now, ...wanted };
    await tx.bot.update({
      where: { tenantId_id: { tenantId, id } },
      data: columnsOf(next, row.business),
    });
    if (changed("prompt"))
      await writePrompt(tx, { tenantId, botId: id, authorId: context.actorId }, next.prompt, now.prompt);
    if (changed("models")) await setModels(tx, context, id, next.models);
  });
  return version;
}

async function setModels(tx: Tx, context: Context, id: string, models: BotShape["models"]): Promise<void> {
  const { tenantId } = context;
  if (models === null) await tx.modelList.deleteMany({ where: { tenantId, botId: id } });
  else await writeOrder(tx, context, { botId: id, entries: models });
}
