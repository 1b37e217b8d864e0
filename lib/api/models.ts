// Models and the order in which they are tried: the workspace's, and a bot's own.
import { z } from "zod";
import { ModelEntryShape } from "../bot-file/shape.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { getModels, readOrder } from "../models/list.ts";
import { ENTRIES_MAX, inheritModels, saveModels } from "../models/save.ts";
import { isUuid } from "../uuid.ts";
import { endpoint, Moment } from "./endpoint.ts";

const Entries = z.array(ModelEntryShape).max(ENTRIES_MAX);
const version = z.int().min(0).describe("Of the list; 0: it has none of its own and takes the next one's");
const Order = z.object({
  source: z.enum(["platform", "tenant", "bot"]).describe("Whose order applies"),
  version,
  entries: z.array(z.object({ model: z.string(), enabled: z.boolean() })),
  by: z.string().nullable(),
  at: Moment.nullable(),
});
const Models = Order.extend({
  tail: z.array(z.string()).describe("Tried after the order"),
  models: z.array(
    z.object({
      name: z.string(),
      displayName: z.string(),
      price: z
        .object({ input: z.number(), output: z.number() })
        .nullable()
        .describe("US dollars for a million tokens"),
      inputLimit: z.int().nullable(),
      keys: z.int().nullable().describe("How many keys list it"),
      retired: z.boolean(),
      successor: z.string().nullable(),
    }),
  ),
});
const NewOrder = z.strictObject({
  version: version.describe("The one that was read; if it is another one now, nothing is saved"),
  entries: Entries,
});
const fails = { 409: "Somebody else has changed the order since that version" };

/** @throws AppError "conflict" */
async function save(context: Context, botId: string | null, given: z.infer<typeof NewOrder>) {
  const result = await saveModels(context, { botId, ...given });
  if (result.kind === "conflict") throw new AppError("conflict", {}, "version");
  return readOrder(context, botId);
}

/** @throws AppError "not_found" for what is no id; whose it is the functions check */
function idIn(params: Readonly<Record<string, string>>): string {
  const { bot = "" } = params;
  if (!isUuid(bot)) throw new AppError("not_found");
  return bot;
}

export const modelEndpoints = [
  endpoint({
    method: "GET",
    path: "/models",
    scope: "models:read",
    tag: "Models",
    summary: "The workspace's order, and all models that its keys list",
    answer: Models,
    handle: ({ context }) => getModels(context, null),
  }),
  endpoint({
    method: "PUT",
    path: "/models",
    scope: "models:write",
    tag: "Models",
    summary: "Set the workspace's order",
    fails,
    body: NewOrder,
    answer: Order,
    handle: ({ context, body }) => save(context, null, body),
  }),
  endpoint({
    method: "DELETE",
    path: "/models",
    scope: "models:write",
    tag: "Models",
    summary: "Give up the workspace's order and take the platform's",
    answer: Order,
    async handle({ context }) {
      await inheritModels(context, null);
      return readOrder(context, null);
    },
  }),
  endpoint({
    method: "GET",
    path: "/bots/{bot}/models",
    scope: "models:read",
    tag: "Models",
    summary: "The order that a bot uses",
    answer: Order,
    handle: async ({ context, params }) => readOrder(context, idIn(params)),
  }),
  endpoint({
    method: "PUT",
    path: "/bots/{bot}/models",
    scope: "models:write",
    tag: "Models",
    summary: "Set a bot's own order",
    fails,
    body: NewOrder,
    answer: Order,
    handle: async ({ context, params, body }) => save(context, idIn(params), body),
  }),
  endpoint({
    method: "DELETE",
    path: "/bots/{bot}/models",
    scope: "models:write",
    tag: "Models",
    summary: "Give up a bot's own order and take the workspace's",
    answer: Order,
    async handle({ context, params }) {
      const id = idIn(params);
      await inheritModels(context, id);
      return readOrder(context, id);
    },
  }),
];
