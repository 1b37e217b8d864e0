// Measures the time from a save until every worker uses it.
import type { Context } from "#lib/context.ts";
import { closeDb, db } from "#lib/db.ts";
import { untilLive } from "#lib/live-config/acks.ts";
import { seedModels } from "#lib/models/order.ts";
import { saveModels } from "#lib/models/save.ts";
import { openDatabase } from "../../scripts/start/database.ts";
import { prepareEnvironment } from "../../scripts/start/environment.ts";

/** Opens the database of the platform configured in process.env, with a context for its first tenant. */
export async function openPlatform(): Promise<{ context: Context; close(): Promise<void> }> {
  const { env, databasePassword } = prepareEnvironment();
  const database = await openDatabase(env, databasePassword);
  const { id: tenantId } = await db.tenant.findFirstOrThrow();
  return {
    context: { tenantId, role: "owner", actorId: null },
    async close() {
      await closeDb();
      await database.close();
    },
  };
}

/**
 * Saves a changed model order `count` times.
 * @returns milliseconds from before each save until its version is acknowledged, as the page waits for it
 */
export async function measureSaves(context: Context, count: number): Promise<number[]> {
  const took: number[] = [];
  let version = 0;
  for (let i = 0; i < count; i++) {
    const models = i % 2 ? seedModels : seedModels.toReversed();
    const entries = models.map((model) => ({ model, enabled: true }));
    const from = performance.now();
    const saved = await saveModels(context, { botId: null, version, entries });
    if (saved.kind === "conflict") throw new Error("Another save changed the order during the measurement.");
    version = saved.version;
    const { live, workers } = await untilLive(context, version);
    if (live < workers || !workers) throw new Error(`Live on ${live} of ${workers} workers only.`);
    took.push(performance.now() - from);
  }
  return took;
}
