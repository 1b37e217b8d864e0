// Tells the board about changes of configuration: keys with a new secret, and keys, projects and models that are gone.
import { now } from "#lib/chain-state/shared-clock.ts";
import type { Board } from "#lib/fallback/index.ts";
import { embeddingChain } from "#lib/gemini/embeddings.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import { PLATFORM_TENANT } from "#lib/shared-keys/tenant.ts";

/** Follows every tenant's changes. @returns a function that stops it */
export function followEdits(live: LiveConfig, board: Board): () => void {
  const seen = new Map<string, ReadonlyMap<string, string>>();
  // The platform's own tenant has keys and no bots.
  for (const tenantId of new Set([PLATFORM_TENANT, ...[...live.bots()].map((bot) => bot.tenantId)])) {
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
    const answering = [tenant.chain, ...[...tenant.bots.values()].map(({ chain }) => chain)];
    // The model that embeds is in no chain of answers, and its quota is counted just the same.
    const chains = [...answering, ...answering.map((chain) => embeddingChain(chain))];
    // What is known of the platform's keys is kept for every model that a tenant which shares them tries.
    const sharing = tenantId === PLATFORM_TENANT ? [...live.bots()].filter((bot) => bot.sharedCalls > 0) : [];
    board.retain(tenantId, [...chains, ...sharing.map(({ chain }) => chain)]);
  });
}
