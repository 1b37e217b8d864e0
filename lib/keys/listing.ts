// Which models a key can be asked for, as Google says: by its listing, renewed once a day, and by its refusals.
import type { Prisma } from "#generated/client.ts";
import { announce } from "../audit.ts";
import { db, pool } from "../db.ts";
import { env } from "../env.ts";
import { listModels } from "../gemini/models.ts";
import { log } from "../log.ts";
import { markMissing, noteListing, noteSuccessor } from "../models/catalogue.ts";
import { open } from "../secrets.ts";

/** A listing this old is asked for again. */
const RENEW = "1 day";
/** Keys at a time: there is no hurry, and Google counts. */
const AT_ONCE = 10;

/**
 * Stores what a key's check or listing came to. Workers load the configuration anew where other models can be asked
 * for now. @returns false where the key was replaced meanwhile: it was about another secret
 */
export async function keepListing(
  tenantId: string,
  { id, secretIndex }: { id: string; secretIndex: string },
  data: Prisma.KeyUncheckedUpdateManyInput & { models?: string[] },
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Key" WHERE "id" = ${id}::uuid FOR NO KEY UPDATE`;
    const before = await tx.key.findFirst({ where: { tenantId, id, secretIndex } });
    if (!before) return false;
    await tx.key.updateMany({ where: { tenantId, id }, data });
    const names = (models: readonly string[]) => [...models].sort().join();
    if (data.models && (before.gone.length > 0 || names(before.models) !== names(data.models))) {
      await announce(tx, tenantId);
    }
    return true;
  });
}

/** A 404: which model, with which key, and what Google named in its place. */
export interface Missing {
  keyId: string;
  model: string;
  successor: string | null;
}

/** Keeps that Google does not serve these models to the keys' projects, whatever their listings say. */
export async function noteMissing(tenantId: string, missing: readonly Missing[]): Promise<void> {
  await db.$transaction(async (tx) => {
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
  for (const { model, successor } of missing) if (successor) await noteSuccessor(model, successor);
}

interface Due {
  id: string;
  tenantId: string;
  secret: string;
  secretIndex: string;
}

/**
 * Asks Google again what it offers to keys whose listing is a day old, whosever they are; each key by one worker.
 * It says nothing about whether a key works: ListModels answers for a spent one too.
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

/** Names of those that write answers. */
export const generating = (models: readonly { name: string; methods: readonly string[] }[]): string[] =>
  models.filter(({ methods }) => methods.includes("generateContent")).map(({ name }) => name);
