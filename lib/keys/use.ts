// How a tenant's keys are used: their order for one model, and whether slow calls are hedged.
import { change } from "../audit.ts";
import type { Context } from "../context.ts";
import type { KeyOrder } from "../fallback/index.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";

export interface KeyUse {
  order: KeyOrder;
  hedging: boolean;
}

export async function readKeyUse(context: Context): Promise<KeyUse> {
  authorise(context, "viewChain");
  const tenant = await tenantDb(context).tenant.findFirstOrThrow({
    where: { id: context.tenantId },
    select: { keyOrder: true, hedging: true },
  });
  return { order: tenant.keyOrder, hedging: tenant.hedging };
}

/** @returns the config version that contains the change. */
export async function saveKeyUse(context: Context, { order, hedging }: KeyUse): Promise<number> {
  authorise(context, "manageKeys");
  const { tenantId } = context;
  const entry = { action: "key.use" as const, target: "keys", detail: { order, hedging } };
  const { version } = await change(context, entry, async (tx, compare) => {
    const old = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    await tx.tenant.update({ where: { id: tenantId }, data: { keyOrder: order, hedging } });
    compare({ order: old.keyOrder, hedging: old.hedging }, { order, hedging });
  });
  return version;
}
