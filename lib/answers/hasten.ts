import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";

/**
 * A new key, a mended one or another model may answer what was put off: it is asked again once the workers know of
 * the change. Part of the caller's transaction.
 */
export async function hastenAnswers(tx: Tx, { tenantId }: Context): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Answer" SET "againAt" = now() + interval '2 seconds'
    WHERE "tenantId" = ${tenantId}::uuid AND "againAt" > now() + interval '2 seconds'`;
}
