// Saves a model order as a whole, with optimistic locking by version.
import { randomUUID } from "node:crypto";
import { hastenAnswers } from "../answers/hasten.ts";
import { change } from "../audit.ts";
import type { Context } from "../context.ts";
import { db, one, type Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { modelName } from "../gemini/model-name.ts";
import { authorise } from "../people/can.ts";
import { type OrderView, readOrder, requireBot } from "./list.ts";
import { entriesOf, type ModelEntry, seedModels } from "./order.ts";

export const ENTRIES_MAX = 100;
export type SaveResult =
  /** `version`: of the list and of the tenant's configuration that contains it. */
  | { kind: "saved"; version: number }
  /** Another save came first: nothing was written; `theirs` is the current order. */
  | { kind: "conflict"; theirs: OrderView };

class Stale extends Error {}

/** For the record: those switched off with a minus. */
export const inWords = (entries: readonly ModelEntry[]) => ({
  order: entries.map(({ model, enabled }) => (enabled ? model : `-${model}`)).join(" "),
});

/**
 * Saves the tenant's or the bot's own order as a whole. `version` is the one that was edited; 0 if the order was
 * inherited, which creates an own order.
 * @throws AppError "model_unknown" for a name that cannot be one, "invalid" for too many, "not_found"
 */
export async function saveModels(
  context: Context,
  { botId, version, entries }: { botId: string | null; version: number; entries: readonly ModelEntry[] },
): Promise<SaveResult> {
  authorise(context, "manageModels");
  await requireBot(context, botId);
  const unique = eachOnce(entries);
  const detail = inWords(unique);
  try {
    const entry = { action: "models.order" as const, target: botId ?? "tenant", detail };
    const { version: saved } = await change(context, entry, async (tx, compare) => {
      const before = await writeOrder(tx, context, { botId, entries: unique, version });
      compare(before && inWords(before), detail);
    });
    return { kind: "saved", version: saved };
  } catch (error) {
    if (!(error instanceof Stale)) throw error;
    return { kind: "conflict", theirs: await readOrder(context, botId) };
  }
}

/** @throws AppError "model_unknown" or "invalid" */
function eachOnce(entries: readonly ModelEntry[]): ModelEntry[] {
  const unique = new Map(
    entries.map(({ model, enabled }) => [modelName(model), { model: modelName(model), enabled }]),
  );
  if (unique.size > ENTRIES_MAX) throw new AppError("invalid", {}, "model");
  return [...unique.values()];
}

/**
 * Part of the caller's transaction, which announces the change.
 * @param version the one that was edited; missing: whatever it is @returns the own order of before; null: it was inherited
 * @throws Stale
 */
export async function writeOrder(
  tx: Tx,
  { tenantId, actorId }: Pick<Context, "tenantId" | "actorId">,
  { botId, entries, version }: { botId: string | null; entries: readonly ModelEntry[]; version?: number },
): Promise<ModelEntry[] | null> {
  const tenants = await tx.$queryRaw<{ configVersion: number }[]>`
    SELECT "configVersion" FROM "Tenant" WHERE "id" = ${tenantId}::uuid FOR NO KEY UPDATE`;
  const own = await tx.modelList.findFirst({ where: { tenantId, botId } });
  if (version !== undefined && (own?.version ?? 0) !== version) throw new Stale();
  // The config version is never reused, even if an own order was removed and created again.
  const next = { entries: eachOnce(entries), updatedBy: actorId, version: one(tenants).configVersion + 1 };
  if (own) await tx.modelList.update({ where: { id: own.id, tenantId }, data: next });
  else await tx.modelList.create({ data: { id: randomUUID(), tenantId, botId, ...next } });
  await hastenAnswers(tx, { tenantId });
  return own && entriesOf(own);
}

/** Removes the own order, so the inherited one applies. @returns the config version that contains the change */
export async function inheritModels(context: Context, botId: string | null): Promise<number> {
  authorise(context, "manageModels");
  await requireBot(context, botId);
  const { tenantId } = context;
  const entry = { action: "models.inherit" as const, target: botId ?? "tenant" };
  const { version } = await change(context, entry, async (tx, compare) => {
    const own = await tx.modelList.findFirst({ where: { tenantId, botId } });
    compare(own && inWords(entriesOf(own)), null);
    await tx.modelList.deleteMany({ where: { tenantId, botId } });
  });
  return version;
}

/** Creates the platform's order if missing, from these names, by default the seed models. */
export async function ensurePlatformModels(names: readonly string[] = seedModels): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(519004222)`;
    if (await tx.modelList.findFirst({ where: { tenantId: null }, select: { id: true } })) return;
    const models = [...new Set(names.map(modelName))];
    const entries = (models.length ? models : [...seedModels]).map((model) => ({ model, enabled: true }));
    await tx.modelList.create({ data: { id: randomUUID(), entries } });
  });
}
