// Refreshes the catalogue with the models of a tenant's keys.
import type { Context } from "../context.ts";
import { markMissing } from "../models/catalogue.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { checkKeys } from "./check.ts";

export interface SyncResult {
  /** Keys that could be listed; `keys` is all of the tenant's. */
  asked: number;
  keys: number;
  /** Generating models over all of the tenant's keys. */
  models: number;
}

/** Lists the models of each of the tenant's keys and stores the union. */
export async function syncCatalogue(context: Context): Promise<SyncResult> {
  authorise(context, "manageModels");
  const checks = [...(await checkKeys(context)).values()];
  await markMissing();
  const keys = await tenantDb(context).key.findMany({
    where: { tenantId: context.tenantId },
    select: { models: true },
  });
  return {
    asked: checks.filter((check) => check.class === "ok").length,
    keys: checks.length,
    models: new Set(keys.flatMap(({ models }) => models)).size,
  };
}
