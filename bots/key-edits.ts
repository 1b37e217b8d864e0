// Tells the board of keys that got another secret: what was found out about the old one is void, also by calls that
// are still in the air.
import { now } from "#lib/chain-state/shared-clock.ts";
import type { Board } from "#lib/fallback/parks/board.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";

/** @returns a function that ends it */
export function followEdits(live: LiveConfig, board: Board): () => void {
  const seen = new Map<string, ReadonlyMap<string, string>>();
  for (const { tenantId } of live.bots()) seen.set(tenantId, live.tenant(tenantId)!.secrets);
  return live.onChange((tenantId) => {
    const before = seen.get(tenantId);
    const tenant = live.tenant(tenantId);
    if (!tenant) return void seen.delete(tenantId);
    seen.set(tenantId, tenant.secrets);
    for (const key of new Set(tenant.chain.candidates.map((candidate) => candidate.key))) {
      const old = before?.get(key.id);
      if (old !== undefined && old !== tenant.secrets.get(key.id)) board.edited(key, now());
    }
  });
}
