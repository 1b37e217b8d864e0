import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";

export interface KeyName {
  id: string;
  label: string;
  last4: string;
}

/** The tenant's enabled keys, in their order. */
export async function keyNames(context: Context): Promise<KeyName[]> {
  authorise(context, "viewChain");
  return tenantDb(context).key.findMany({
    where: { tenantId: context.tenantId, enabled: true },
    select: { id: true, label: true, last4: true },
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });
}
