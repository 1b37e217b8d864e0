// Bots: their settings, adding and deleting them. Never a token.
import { z } from "zod";
import { applyShape } from "../bot-file/apply.ts";
import { readShape } from "../bot-file/read.ts";
import { type BotShapeSettings, SettingsShape } from "../bot-file/shape.ts";
import { addBot } from "../bots/add.ts";
import { enableBot, removeBot } from "../bots/edit.ts";
import { getBot, listBots } from "../bots/list.ts";
import { pageOfBots } from "../bots/page.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { Cursor, endpoint, Id, Moment, Next } from "./endpoint.ts";

const Bot = z.object({
  id: Id,
  name: z.string(),
  username: z.string(),
  enabled: z.boolean(),
  condition: z
    .object({
      kind: z.enum(["works", "waiting", "broken", "off"]),
      reason: z.string().optional().describe("Why it does not work, for programs"),
      until: Moment.nullable().optional().describe("When it ends by itself; null: not known"),
    })
    .describe("Whether it can answer now"),
  lastMessageAt: Moment.nullable(),
});

const BotDetails = Bot.extend({
  tokenLast4: z.string(),
  createdAt: Moment,
  ownModels: z.boolean().describe("Whether it has its own order of models"),
  settings: SettingsShape,
  version: z.string().describe("Changes with any of the settings; also the header ETag"),
});
const etag = (answer: unknown): string => String((answer as { version: string }).version);
const settingsOf = SettingsShape.partial();

async function detailsOf(context: Context, id: string) {
  const [bot, { shape, stamp }] = await Promise.all([getBot(context, id), readShape(context, id)]);
  if (!bot) throw new AppError("not_found");
  const { models: _, ...settings } = shape;
  return { ...bot, settings, version: stamp };
}

/** @returns the same, for an id that may be none @throws AppError "not_found" */
async function requireOwn(context: Context, id: string | undefined): Promise<string> {
  await readShape(context, id ?? "");
  return id ?? "";
}

/** A part that is there and undefined would be one that is to be removed. */
const given = (settings: Partial<BotShapeSettings>) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

export const botEndpoints = [
  endpoint({
    method: "GET",
    path: "/bots",
    scope: "bots:read",
    tag: "Bots",
    summary: "Bots by name, 50 a page",
    query: z.strictObject({
      q: z.string().max(200).optional().describe("Parts of words of the name or username"),
      after: Cursor.optional(),
    }),
    answer: z.object({ bots: z.array(Bot), next: Next }),
    handle: async ({ context, query: { q = "", after } }) =>
      pageOfBots(await listBots(context), q, after ?? null),
  }),
  endpoint({
    method: "POST",
    path: "/bots",
    scope: "bots:manage",
    tag: "Bots",
    summary: "Add a bot by its token",
    description:
      "Telegram is asked whose token it is. With `settings` the bot has them before its first answer, if the workers are not faster.",
    status: 201,
    fails: { 409: "The bot is there already, in this workspace or in another one" },
    body: z.strictObject({
      token: z.string().max(200).describe("From @BotFather"),
      settings: settingsOf.optional(),
    }),
    answer: BotDetails,
    etag,
    async handle({ context, body: { token, settings } }) {
      const { id } = await addBot(context, token);
      if (settings) await applyShape(context, id, given(settings), null);
      return detailsOf(context, id);
    },
  }),
  endpoint({
    method: "GET",
    path: "/bots/{bot}",
    scope: "bots:read",
    tag: "Bots",
    summary: "One bot with its settings",
    answer: BotDetails,
    etag,
    handle: ({ context, params }) => detailsOf(context, params.bot ?? ""),
  }),
  endpoint({
    method: "PATCH",
    path: "/bots/{bot}",
    scope: "bots:write",
    tag: "Bots",
    summary: "Change settings, switch a bot on or off",
    description:
      "All settings that are sent are changed, or none. With `If-Match` only if nobody has changed any since that version. `intake` needs the scope bots:manage.",
    fails: { 409: "The settings have changed since the version in If-Match, or just now" },
    body: settingsOf.extend({ enabled: z.boolean().optional() }),
    answer: BotDetails,
    etag,
    async handle({ context, params, body: { enabled, ...settings }, ifMatch }) {
      const id = await requireOwn(context, params.bot);
      const wanted = given(settings);
      if (Object.keys(wanted).length > 0 || ifMatch !== null)
        await applyShape(context, id, wanted, ifMatch === "*" ? null : ifMatch);
      if (enabled !== undefined) await enableBot(context, id, enabled);
      return detailsOf(context, id);
    },
  }),
  endpoint({
    method: "DELETE",
    path: "/bots/{bot}",
    scope: "bots:manage",
    tag: "Bots",
    summary: "Delete a bot with its conversations and answers",
    status: 204,
    async handle({ context, params }) {
      await removeBot(context, await requireOwn(context, params.bot));
    },
  }),
];
