// The order of models as it holds for a tenant or for one of its bots, with what is known of each model.
import type { Context } from "../context.ts";
import { db, pool } from "../db.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { correctedPrices } from "../prices/corrections.ts";
import { type Price, priceOf } from "../prices/list-prices.ts";
import { displayNameOf, type Purpose, purposeOf } from "./naming.ts";
import { effectiveList, enabledModels, entriesOf, type ModelEntry } from "./order.ts";

export type Source = "platform" | "tenant" | "bot";

export interface ModelView {
  name: string;
  displayName: string;
  purpose: Purpose;
  /** As an admin corrected it, else the list's. */
  price: Price | null;
  /** Who corrected its price, and when; null where it is the list's. */
  corrected: { by: string | null; at: Date } | null;
  /** Tokens that it can read at once. */
  inputLimit: number | null;
  /** How many of the tenant's keys list it, as of their last check; null where none was ever checked. */
  keys: number | null;
  /** Since when no key anywhere lists it. */
  missingAt: Date | null;
}

export interface OrderView {
  /** Whose list holds. */
  source: Source;
  /** Version of the own list; 0 where the order is inherited. */
  version: number;
  entries: ModelEntry[];
  /** The tenant's config version as of which this was read, at least: tells an older view from a newer one. */
  asOf: number;
  /** Name of who saved it last; null for the platform itself. */
  by: string | null;
  at: Date | null;
}

export interface ModelsView extends OrderView {
  /** Every model of the order, then everything else that the tenant's keys list. */
  models: ModelView[];
  /** Answers of the last 24 hours by model, of the bot where one is given. */
  answers: Record<string, number>;
  /** How many of the tenant's keys were ever listed from: what `ModelView.keys` is out of. */
  keys: number;
}

/** @throws AppError "not_found" where the bot is not of this tenant */
export async function requireBot({ tenantId }: Context, botId: string | null): Promise<void> {
  if (botId === null) return;
  const bot = await db.bot.findFirst({ where: { tenantId, id: botId }, select: { id: true } });
  if (!bot) throw new AppError("not_found");
}

const listsOf = (tenantId: string, botId: string | null) =>
  db.modelList.findMany({
    where: { OR: [{ tenantId: null }, { tenantId, botId: null }, ...(botId ? [{ tenantId, botId }] : [])] },
  });

/** Names of the models to try, in order: the bot's own order, else the tenant's, else the platform's. */
export async function resolveModels(tenantId: string, botId: string | null): Promise<string[]> {
  return enabledModels(await listsOf(tenantId, botId), botId);
}

/** The order that holds, without what is known of its models. @throws AppError "not_found" */
export async function readOrder(context: Context, botId: string | null): Promise<OrderView> {
  authorise(context, "view");
  await requireBot(context, botId);
  const { tenantId } = context;
  const { configVersion: asOf } = await db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
  const list = effectiveList(await listsOf(tenantId, botId), botId);
  const source: Source = list?.botId ? "bot" : list?.tenantId ? "tenant" : "platform";
  const own = source === (botId ? "bot" : "tenant");
  const author = list?.updatedBy
    ? await db.user.findUnique({ where: { id: list.updatedBy }, select: { name: true } })
    : null;
  return {
    source,
    version: own && list ? list.version : 0,
    asOf,
    entries: entriesOf(list),
    by: author?.name ?? null,
    at: list?.updatedAt ?? null,
  };
}

/** Everything that the page of models shows. @throws AppError "not_found" */
export async function getModels(context: Context, botId: string | null): Promise<ModelsView> {
  authorise(context, "view");
  const { tenantId } = context;
  const order = await readOrder(context, botId);
  const [keys, { prices, corrections }, counts] = await Promise.all([
    db.key.findMany({ where: { tenantId }, select: { models: true } }),
    correctedPrices(context),
    pool.query<{ model: string; n: number }>(
      `SELECT "model", count(*)::int AS n FROM "Answer"
       WHERE "tenantId" = $1 AND ($2::uuid IS NULL OR "botId" = $2)
         AND "startedAt" > now() - interval '1 day' AND "model" IS NOT NULL
       GROUP BY 1`,
      [tenantId, botId],
    ),
  ]);
  const listing = keys.filter(({ models }) => models.length > 0);
  const listed = new Set(listing.flatMap(({ models }) => models));
  const names = [...new Set([...order.entries.map(({ model }) => model), ...[...listed].sort()])];
  const known = await db.model.findMany({ where: { name: { in: names } } });
  const infoOf = new Map(known.map((model) => [model.name, model]));
  return {
    ...order,
    models: names.map((name) => ({
      name,
      displayName: infoOf.get(name)?.displayName ?? displayNameOf(name),
      purpose: purposeOf(name),
      price: priceOf(name, prices),
      corrected: corrections.get(name) ?? null,
      inputLimit: infoOf.get(name)?.inputLimit ?? null,
      keys: listing.length ? listing.filter(({ models }) => models.includes(name)).length : null,
      missingAt: infoOf.get(name)?.missingAt ?? null,
    })),
    answers: Object.fromEntries(counts.rows.map(({ model, n }) => [model, n])),
    keys: listing.length,
  };
}
