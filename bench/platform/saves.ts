// Measures the time from a save until every worker uses it.
import { publishPrompt } from "#lib/bots/prompt-versions.ts";
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

async function liveEverywhere(context: Context, version: number): Promise<void> {
  const { live, workers } = await untilLive(context, version);
  if (live < workers || !workers) throw new Error(`Live on ${live} of ${workers} workers only.`);
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
    await liveEverywhere(context, version);
    took.push(performance.now() - from);
  }
  return took;
}

/** Likewise, of a bot's prompt: a new one and the one before it in turns. */
export async function measurePublishing(context: Context, count: number): Promise<number[]> {
  const { id, prompt } = await db.bot.findFirstOrThrow({ where: { tenantId: context.tenantId } });
  const took: number[] = [];
  let basedOn = prompt;
  for (let i = 0; i < count; i++) {
    const text = i % 2 ? prompt : `Sen doʻkon yordamchisisan, ${i}. ${"Narxlarni aniq ayt. ".repeat(50)}`;
    const from = performance.now();
    await liveEverywhere(context, await publishPrompt(context, id, { text, basedOn }));
    took.push(performance.now() - from);
    basedOn = text;
  }
  return took;
}
