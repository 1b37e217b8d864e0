// The platform's keys as a tenant uses them: without name and last four, and tried after its own.
import { SHARED_LABEL } from "../keys/default-label.ts";
import type { ChainKey } from "../models/chains.ts";
import { isReadable } from "../secrets.ts";
import { tenantDb } from "../tenant-db.ts";
import { PLATFORM_TENANT } from "./tenant.ts";

/** What stands in place of a shared key's own name, in chains, answers and traces. */
export const nameless = { label: SHARED_LABEL, last4: "", lastResort: true, owner: PLATFORM_TENANT } as const;

/** Those that are on. Read as the platform's own tenant: nobody else's query sees them. */
export async function sharedKeys(): Promise<ChainKey[]> {
  const keys = await tenantDb({ tenantId: PLATFORM_TENANT }).key.findMany({
    where: { tenantId: PLATFORM_TENANT, enabled: true },
    select: { id: true, secret: true, projectId: true, models: true, gone: true, listedAt: true },
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });
  return keys.flatMap(({ secret, ...key }) => (isReadable(secret) ? { ...key, ...nameless } : []));
}
