"use server";
import { z } from "zod";
import { modelKeys } from "#lib/chain-state/model-keys.ts";
import { syncCatalogue } from "#lib/keys/sync-models.ts";
import { type Liveness, untilLive } from "#lib/live-config/acks.ts";
import { readOrder } from "#lib/models/list.ts";
import { inheritModels, saveModels } from "#lib/models/save.ts";
import { setPrice as set } from "#lib/prices/corrections.ts";
import { PRICE_AT_MOST } from "#lib/prices/list-prices.ts";
import { Schedule } from "#lib/replay/made-up.ts";
import { tryOut } from "#lib/replay/try.ts";
import { tenantAction } from "../../action.ts";

/** When a save is live: how many workers have it, and how long the last of them took. */
export interface Live extends Liveness {
  ms: number;
  later?: Promise<Live>;
}

const bot = z.uuid().nullable();

/** Saves the order. The answer comes at once; `live` in it settles when the workers have it. */
export const saveOrder = tenantAction({
  may: "manageModels",
  schema: z.object({
    botId: bot,
    version: z.int().min(0),
    entries: z.array(z.object({ model: z.string().max(200), enabled: z.boolean() })).max(100),
  }),
  async handler(context, input) {
    const result = await saveModels(context, input);
    if (result.kind === "conflict") return result;
    const saved = performance.now();
    const timed = ({ later, ...now }: Liveness): Live => ({
      ...now,
      ms: Math.round(performance.now() - saved),
      ...(later && { later: later.then(timed) }),
    });
    return { ...result, live: untilLive(context, result.version).then(timed) };
  },
});

export const inheritOrder = tenantAction({
  may: "manageModels",
  schema: z.object({ botId: bot }),
  async handler(context, { botId }) {
    await inheritModels(context, botId);
    return readOrder(context, botId);
  },
});

const dollars = z.number().min(0).max(PRICE_AT_MOST);

/** Corrects a model's price; null: back to the list price. */
export const setPrice = tenantAction({
  may: "setPrices",
  schema: z.object({
    model: z.string().max(200),
    price: z.object({ input: dollars, output: dollars }).nullable(),
  }),
  async handler(context, { model, price }) {
    return { live: untilLive(context, await set(context, model, price)) };
  },
});

/** What each key can do for a model now. */
export const keysOfModel = tenantAction({
  may: "viewChain",
  schema: z.object({ model: z.string().max(200) }),
  handler: (context, { model }) => modelKeys(context, model),
});

export const syncModels = tenantAction({
  may: "manageModels",
  schema: z.object({}),
  handler: (context) => syncCatalogue(context),
});

/** Simulates the last 24 hours, or a made-up day of so many `messages`, as it is and changed. Stores nothing. */
export const tryOrder = tenantAction({
  may: "manageModels",
  schema: z.object({
    botId: bot,
    models: z.array(z.string().max(200)).max(100).nullable(),
    without: z.array(z.uuid()).max(1000),
    more: z.int().min(0).max(10),
    messages: Schedule.shape.messages.nullable(),
  }),
  handler(context, { messages, ...change }) {
    const schedule = messages === null ? null : Schedule.parse({ messages });
    return tryOut(context, { ...change, schedule });
  },
});
