// The platform's order of models: what tenants without an order of their own inherit. For people of the platform only.
import { randomUUID } from "node:crypto";
import { recordEvent } from "../audit.ts";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { modelName } from "../gemini/model-name.ts";
import { displayNameOf } from "../models/naming.ts";
import { entriesOf, type ModelEntry } from "../models/order.ts";
import type { Person } from "../people/person.ts";
import { authorisePlatform } from "../people/platform.ts";
import { PLATFORM_TENANT } from "../shared-keys/tenant.ts";
import { announceMany } from "./change.ts";

const MODELS_AT_MOST = 100;

export interface DefaultModels {
  version: number;
  entries: (ModelEntry & { displayName: string; missing: boolean })[];
  /** Models that keys list and that are not in the order. */
  others: string[];
  /** How many tenants inherit the order, and how many there are. */
  inheriting: number;
  tenants: number;
}

export async function readDefaultModels(person: Person): Promise<DefaultModels> {
  authorisePlatform(person);
  const [list, catalogue, tenants, own] = await Promise.all([
    db.modelList.findFirst({ where: { tenantId: null } }),
    db.model.findMany({ where: { generates: true }, orderBy: { name: "asc" } }),
    db.tenant.count({ where: { id: { not: PLATFORM_TENANT } } }),
    db.modelList.count({ where: { tenantId: { not: null }, botId: null } }),
  ]);
  const infoOf = new Map(catalogue.map((model) => [model.name, model]));
  const entries = entriesOf(list ?? undefined).map((entry) => {
    const info = infoOf.get(entry.model);
    const title = info && info.displayName !== entry.model ? info.displayName : displayNameOf(entry.model);
    return { ...entry, displayName: title, missing: Boolean(info?.missingAt) };
  });
  const ordered = new Set(entries.map(({ model }) => model));
  const others = catalogue.flatMap(({ name, missingAt }) => (ordered.has(name) || missingAt ? [] : [name]));
  return { version: list?.version ?? 0, entries, others, inheriting: tenants - own, tenants };
}

const inWords = (entries: readonly ModelEntry[]) => ({
  order: entries.map(({ model, enabled }) => (enabled ? model : `-${model}`)).join(" "),
});

/**
 * Workers load every tenant anew that inherits it.
 * @param given.version the one that was edited @returns the new version. @throws AppError "conflict" if somebody saved
 * another one meanwhile, "model_unknown" or "invalid"
 */
export async function saveDefaultModels(
  person: Person,
  { version, entries }: { version: number; entries: readonly ModelEntry[] },
): Promise<number> {
  authorisePlatform(person);
  const unique = new Map(
    entries.map(({ model, enabled }) => [modelName(model), { model: modelName(model), enabled }]),
  );
  if (unique.size === 0 || unique.size > MODELS_AT_MOST) throw new AppError("invalid", {}, "model");
  const data = { entries: [...unique.values()], updatedBy: person.id, version: version + 1 };
  await db.$transaction(async (tx) => {
    const [old] = await tx.$queryRaw<{ id: string; version: number; entries: unknown }[]>`
      SELECT "id", "version", "entries" FROM "ModelList" WHERE "tenantId" IS NULL FOR UPDATE`;
    if ((old?.version ?? 0) !== version) throw new AppError("conflict");
    if (old) await tx.modelList.updateMany({ where: { id: old.id, tenantId: null }, data });
    else await tx.modelList.create({ data: { id: randomUUID(), ...data } });
    const rows = await tx.$queryRaw<{ id: string; version: number }[]>`
      UPDATE "Tenant" AS t SET "configVersion" = "configVersion" + 1
      WHERE NOT EXISTS (SELECT FROM "ModelList" AS l WHERE l."tenantId" = t."id" AND l."botId" IS NULL)
      RETURNING t."id", t."configVersion" AS "version"`;
    await announceMany(tx, rows);
    const before = old ? inWords(entriesOf({ tenantId: null, botId: null, entries: old.entries })) : null;
    const { id: actorId, from } = person;
    const changed = { before, after: inWords(data.entries) };
    await recordEvent({ action: "models.platform", target: "platform", actorId, from, ...changed }, tx);
  });
  return data.version;
}
