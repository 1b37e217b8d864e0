// Stores which models a key can use: its listing, renewed once a day, and models that Google answered with 404.
import type { Prisma } from "#generated/client.ts";
import { announceLook } from "../alert-events.ts";
import { announce } from "../audit.ts";
import { pool } from "../db.ts";
import { env } from "../env.ts";
import { listModels } from "../gemini/models.ts";
import { log } from "../log.ts";
import { markMissing, noteListing, noteSuccessor } from "../models/catalogue.ts";
import { open } from "../secrets.ts";
import { tenantDb } from "../tenant-db.ts";

/** Age at which a listing is renewed. */
const RENEW = "1 day";
/** Keys per batch: renewal is not urgent, and ListModels is rate limited. */
const AT_ONCE = 10;

/**
 * Stores the result of a key's check or listing. If the usable models have changed, workers reload the configuration; if
 * the check came to something else than the last one, they look what is to be told.
 * @returns false if the key's secret was replaced meanwhile, so the result is stale
 */
export async function keepListing(
  tenantId: string,
  { id, secretIndex }: { id: string; secretIndex: string },
  data: Prisma.KeyUncheckedUpdateManyInput & { models?: string[] },
): Promise<boolean> {
  return tenantDb({ tenantId }).$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Key" WHERE "id" = ${id}::uuid FOR NO KEY UPDATE`;
    const before = await tx.key.findFirst({ where: { tenantId, id, secretIndex } });
    if (!before) return false;
    await tx.key.updateMany({ where: { tenantId, id }, data });
    const names = (models: readonly string[]) => [...models].sort().join();
    if (data.models && (before.gone.length > 0 || names(before.models) !== names(data.models))) {
      await announce(tx, tenantId);
    }
    if (data.checkClass !== undefined && data.checkClass !== before.checkClass)
      await announceLook(tx, tenantId);
    return true;
  });
}

/** A 404: the model, the key, and the successor that Google named. */
export interface Missing {
  keyId: string;
  model: string;
  successor: string | null;
}

/** Records that Google does not serve these models to the keys' projects; this overrides their listings. */
export async function noteMissing(tenantId: string, missing: readonly Missing[]): Promise<void> {
  // First, since a model that is known to be gone is not called again, and its successor would not be named again.
  for (const { model, successor } of missing) if (successor) await noteSuccessor(model, successor);
  await tenantDb({ tenantId }).$transaction(async (tx) => {
    let news = 0;
    for (const { keyId, model } of missing) {
      news += await tx.$executeRaw`
        UPDATE "Key" SET "gone" = array_append("gone", ${model})
        WHERE "tenantId" = ${tenantId}::uuid AND NOT ${model} = ANY("gone")
          AND ("id" = ${keyId}::uuid
            OR "projectId" = (SELECT "projectId" FROM "Key" WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${keyId}::uuid))`;
    }
    if (news > 0) await announce(tx, tenantId);
  });
}

interface Due {
  id: string;
  tenantId: string;
  secret: string;
  secretIndex: string;
}

/**
 * Renews listings that are a day old, of all tenants; the UPDATE claims each key for one worker. Sets no check result,
 * since ListModels also succeeds for a key with an exhausted quota.
 */
export async function renewListings(): Promise<void> {
  const { rows } = await pool.query<Due>(
    `UPDATE "Key" SET "listedAt" = now()
     WHERE "id" IN (
       SELECT "id" FROM "Key"
       WHERE "enabled" AND ("listedAt" IS NULL OR "listedAt" < now() - interval '${RENEW}')
       ORDER BY "listedAt" NULLS FIRST LIMIT ${AT_ONCE} FOR NO KEY UPDATE SKIP LOCKED)
     RETURNING "id", "tenantId", "secret", "secretIndex"`,
  );
  for (const key of rows) {
    await renew(key).catch((error: Error) => {
      log.info(
        { tenantId: key.tenantId, keyId: key.id, reason: error.message },
        "models could not be listed",
      );
    });
  }
  if (rows.length > 0) await markMissing();
}

async function renew({ id, tenantId, secret, secretIndex }: Due): Promise<void> {
  const plain = open(secret, { tenantId, table: "Key", rowId: id, column: "secret" });
  const models = await listModels(plain, { baseUrl: env().GEMINI_BASE_URL });
  await noteListing(models);
  await keepListing(tenantId, { id, secretIndex }, { models: generating(models), gone: [] });
}

/** Names of the models that support generateContent. */
export const generating = (models: readonly { name: string; methods: readonly string[] }[]): string[] =>
  models.filter(({ methods }) => methods.includes("generateContent")).map(({ name }) => name);
