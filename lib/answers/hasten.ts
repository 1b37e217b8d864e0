import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";

/**
 * Brings deferred retries forward, since a new or repaired key or another model may now answer them. The delay lets
 * workers load the change first. Part of the caller's transaction.
 */
export async function hastenAnswers(tx: Tx, { tenantId }: Pick<Context, "tenantId">): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Answer" SET "againAt" = now() + interval '2 seconds'
    WHERE "tenantId" = ${tenantId}::uuid AND "againAt" > now() + interval '2 seconds'`;
}
