// A worker's configuration: immutable snapshots per tenant, replaced as a whole on a change. LISTEN first, then load;
// a slow poll of versions is the safety net.
import pLimit from "p-limit";
import { CONFIG_CHANNEL, ConfigAnnouncement } from "../audit.ts";
import { pool } from "../db.ts";
import { listen } from "../listen.ts";
import { log } from "../log.ts";
import { PLATFORM_TENANT } from "../shared-keys/tenant.ts";
import { acknowledge } from "./acks.ts";
import { type BotConfig, loadTenant, type TenantConfig } from "./snapshot.ts";

export interface LiveConfig {
  tenant(tenantId: string): TenantConfig | undefined;
  tenantCount(): number;
  bot(botId: string): BotConfig | undefined;
  bots(): Iterable<BotConfig>;
  /** The plain secret; undefined if the key is not (or no longer) in the configuration. */
  secretOf(keyId: string): string | undefined;
  /** Called after a tenant's snapshot was replaced. @returns a function that removes the listener. */
  onChange(listener: (tenantId: string) => void): () => void;
  stop(): Promise<void>;
}

const POLL_MS = 5_000;
/** Less than the pool's size, so that turns still get connections during a full load. */
const LOADS_AT_ONCE = 6;

/** Resolves once every tenant is loaded. `workerId` null: acknowledges nothing. */
export async function startLiveConfig({ workerId }: { workerId: string | null }): Promise<LiveConfig> {
  const tenants = new Map<string, TenantConfig>();
  const bots = new Map<string, BotConfig>();
  const secrets = new Map<string, string>();
  const listeners = new Set<(tenantId: string) => void>();
  /** Loads in progress; `again` requests another one, since the change may have followed the read. */
  const loading = new Map<string, { again: boolean; done: Promise<void> }>();
  /** Tenants whose snapshot is in use, and whose acknowledgement was not stored. */
  const unsaid = new Set<string>();

  function replace(tenantId: string, next: TenantConfig | null): void {
    const before = tenants.get(tenantId);
    for (const id of before?.bots.keys() ?? []) bots.delete(id);
    for (const id of before?.secrets.keys() ?? []) secrets.delete(id);
    tenants.delete(tenantId);
    if (next) {
      tenants.set(tenantId, next);
      for (const [id, bot] of next.bots) bots.set(id, bot);
      for (const [id, secret] of next.secrets) secrets.set(id, secret);
    }
    for (const listener of listeners) listener(tenantId);
  }

  async function load(tenantId: string): Promise<void> {
    const next = await loadTenant(tenantId);
    // A load can be overtaken: an older snapshot never replaces a newer one.
    if (next && next.version < (tenants.get(tenantId)?.version ?? 0)) return;
    replace(tenantId, next);
    // Those who share its keys have them in their chains. Loaded before it is acknowledged.
    if (tenantId === PLATFORM_TENANT) await reloadAll(sharing());
    if (next) await tell([tenantId]);
  }

  /** Acknowledges what these tenants run. What cannot be stored is tried again by the poll: nothing else would say it. */
  async function tell(ids: readonly string[]): Promise<void> {
    const run = ids.flatMap((id) => tenants.get(id) ?? []);
    if (!workerId || run.length === 0) return;
    try {
      await acknowledge(workerId, run);
      for (const id of ids) unsaid.delete(id);
    } catch (error) {
      for (const { tenantId } of run) unsaid.add(tenantId);
      log.warn({ reason: (error as Error).message }, "cannot acknowledge a configuration");
    }
  }

  /** Tenants that use the platform's keys. */
  const sharing = () =>
    [...tenants.values()].flatMap(({ tenantId, sharedCalls }) => (sharedCalls > 0 ? tenantId : []));

  async function reloadAll(ids: readonly string[]): Promise<void> {
    const limit = pLimit(LOADS_AT_ONCE);
    await Promise.all(ids.map((id) => limit(() => reload(id))));
  }

  function reload(tenantId: string): Promise<void> {
    const running = loading.get(tenantId);
    if (running) {
      running.again = true;
      return running.done;
    }
    const entry = { again: false, done: Promise.resolve() };
    entry.done = (async () => {
      try {
        do {
          entry.again = false;
          await load(tenantId);
        } while (entry.again);
      } catch (error) {
        // Keep the last good snapshot; the poll of versions retries.
        log.error({ tenantId, reason: (error as Error).message }, "configuration could not be loaded");
      } finally {
        loading.delete(tenantId);
      }
    })();
    loading.set(tenantId, entry);
    return entry.done;
  }

  /** Reloads tenants with another version in the database. Ignores an empty result if snapshots exist. */
  async function catchUp(): Promise<void> {
    // Thousands of rows every few seconds: not by Prisma, which takes several times as long for them.
    const { rows } = await pool.query<{ id: string; configVersion: number }>({
      name: "config versions",
      text: `SELECT "id", "configVersion" FROM "Tenant"`,
    });
    if (rows.length === 0 && tenants.size > 0)
      return log.error("the database has no tenants; keeping the last configuration");
    const known = new Set(rows.map(({ id }) => id));
    const behind = rows.filter(({ id, configVersion }) => tenants.get(id)?.version !== configVersion);
    await reloadAll(behind.map(({ id }) => id));
    for (const id of tenants.keys()) if (!known.has(id)) replace(id, null);
    for (const id of unsaid) if (!known.has(id)) unsaid.delete(id);
    if (unsaid.size > 0) await tell([...unsaid]);
  }

  const listener = await listen({
    channel: CONFIG_CHANNEL,
    message: ConfigAnnouncement,
    onMessage: ({ tenant }) => void reload(tenant),
    onConnect: catchUp,
  });
  const poll = setInterval(() => {
    catchUp().catch((error: Error) =>
      log.warn({ reason: error.message }, "cannot poll configuration versions"),
    );
  }, POLL_MS);

  return {
    tenant: (id) => tenants.get(id),
    tenantCount: () => tenants.size,
    bot: (id) => bots.get(id),
    bots: () => bots.values(),
    secretOf: (keyId) => secrets.get(keyId),
    onChange(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    async stop() {
      clearInterval(poll);
      await listener.stop();
      await Promise.all([...loading.values()].map(({ done }) => done));
    },
  };
}
