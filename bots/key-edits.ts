// Tells the board what a change of configuration means for it: keys that got another secret, and what is gone.
import { now } from "#lib/chain-state/shared-clock.ts";
import type { Board } from "#lib/fallback/index.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";

/** @returns a function that ends it */
export function followEdits(live: LiveConfig, board: Board): () => void {
  const seen = new Map<string, ReadonlyMap<string, string>>();
  for (const { tenantId } of live.bots()) {
    const tenant = live.tenant(tenantId);
    if (tenant) seen.set(tenantId, tenant.secrets);
  }
  return live.onChange((tenantId) => {
    const before = seen.get(tenantId);
    const tenant = live.tenant(tenantId);
    if (!tenant) {
      seen.delete(tenantId);
      board.retain(tenantId, []);
      return;
    }
    seen.set(tenantId, tenant.secrets);
    // What was found out about an old secret is void, also by calls that are still in the air.
    for (const key of new Set(tenant.chain.candidates.map((candidate) => candidate.key))) {
      const old = before?.get(key.id);
      if (old !== undefined && old !== tenant.secrets.get(key.id)) board.edited(key, now());
    }
    board.retain(tenantId, [tenant.chain, ...[...tenant.bots.values()].map(({ chain }) => chain)]);
  });
}
