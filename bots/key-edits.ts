// Tells the board about changes of configuration: keys with a new secret, and keys, projects and models that are gone.
import { now } from "#lib/chain-state/shared-clock.ts";
import type { Board } from "#lib/fallback/index.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";

/** Follows every tenant's changes. @returns a function that stops it */
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
    // Parks and limits of the old secret are void, and so are results of calls still in flight.
    for (const key of new Set(tenant.chain.candidates.map((candidate) => candidate.key))) {
      const old = before?.get(key.id);
      if (old !== undefined && old !== tenant.secrets.get(key.id)) board.edited(key, now());
    }
    board.retain(tenantId, [tenant.chain, ...[...tenant.bots.values()].map(({ chain }) => chain)]);
  });
}
