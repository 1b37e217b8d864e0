// The order of models as it holds for a tenant or for one of its bots, with what is known of each model.
import type { Context } from "../context.ts";
import { db, pool } from "../db.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { correctedPrices } from "../prices/corrections.ts";
import { type Price, priceOf } from "../prices/list-prices.ts";
import { displayNameOf, type Purpose, purposeOf } from "./naming.ts";
import { effectiveList, entriesOf, type ModelEntry } from "./order.ts";
import { isAlias } from "./tail.ts";
import { canUse, everListed, modelsToTry, successorOf, type Tried } from "./usable.ts";

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
  /** None of the keys in use can be asked for it: it is left out of the chain. */
  retired: boolean;
  /** What to put in its place, where it is retired: Google's own word for it, else the newest of its kind. */
  successor: string | null;
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
  /** Models that are tried after the order without standing in it, as tail.ts has them; none where it is enough. */
  tail: string[];
  /** Every model of the order, its tail, then everything else that the tenant's keys list. */
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

const keysOf = (tenantId: string) =>
  db.key.findMany({
    where: { tenantId },
    select: { id: true, models: true, gone: true, listedAt: true, enabled: true },
  });

/** What is tried, in order: the bot's own order, else the tenant's, else the platform's, and what follows it. */
export async function resolveModels(tenantId: string, botId: string | null): Promise<Tried> {
  const [lists, keys, catalogue] = await Promise.all([
    listsOf(tenantId, botId),
    keysOf(tenantId),
    db.model.findMany(),
  ]);
  const inUse = keys.filter(({ enabled }) => enabled);
  return modelsToTry({ lists, botId, keys: inUse, catalogue, now: new Date() });
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
  const [tried, keys, catalogue, { prices, corrections }, counts] = await Promise.all([
    resolveModels(tenantId, botId),
    keysOf(tenantId),
    db.model.findMany(),
    correctedPrices(context),
    pool.query<{ model: string; n: number }>(
      `SELECT "model", count(*)::int AS n FROM "Answer"
       WHERE "tenantId" = $1 AND ($2::uuid IS NULL OR "botId" = $2)
         AND "startedAt" > now() - interval '1 day' AND "model" IS NOT NULL
       GROUP BY 1`,
      [tenantId, botId],
    ),
  ]);
  const now = new Date();
  const listing = keys.filter(({ models }) => models.length > 0);
  const inUse = keys.filter(({ enabled }) => enabled);
  const everywhere = everListed(catalogue);
  const listed = [...new Set(listing.flatMap(({ models }) => models))].sort();
  const offers = (model: string) =>
    listing.filter(({ models, gone }) => (models.includes(model) || isAlias(model)) && !gone.includes(model));
  const offered = listed.filter((model) => offers(model).some(({ enabled }) => enabled));
  const ordered = order.entries.map(({ model }) => model);
  const names = [...new Set([...ordered, ...tried.tail, ...listed])];
  const infoOf = new Map(catalogue.map((model) => [model.name, model]));
  const viewOf = (name: string): ModelView => {
    const info = infoOf.get(name);
    const retired = inUse.length > 0 && !inUse.some((key) => canUse(key, name, everywhere, now));
    return {
      name,
      // A row that only notes what became of a model has no other name for it.
      displayName: info && info.displayName !== name ? info.displayName : displayNameOf(name),
      purpose: purposeOf(name),
      price: priceOf(name, prices),
      corrected: corrections.get(name) ?? null,
      inputLimit: info?.inputLimit ?? null,
      keys: listing.length ? offers(name).length : null,
      missingAt: info?.missingAt ?? null,
      retired,
      successor: retired ? successorOf(name, info?.successor ?? null, offered) : null,
    };
  };
  return {
    ...order,
    tail: [...tried.tail],
    models: names.map(viewOf),
    answers: Object.fromEntries(counts.rows.map(({ model, n }) => [model, n])),
    keys: listing.length,
  };
}
