// The effective model order of a tenant or one of its bots, with details of each model.
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { isToday } from "../people/zone.ts";
import { correctedPrices } from "../prices/corrections.ts";
import { type Price, priceOf } from "../prices/list-prices.ts";
import { tenantDb } from "../tenant-db.ts";
import { displayNameOf, type Purpose, purposeOf } from "./naming.ts";
import { effectiveList, entriesOf, type ModelEntry } from "./order.ts";
import { isAlias } from "./tail.ts";
import {
  type CatalogueEntry,
  canUse,
  everListed,
  type KeyModels,
  type ModelsToTry,
  modelsToTry,
  successorOf,
} from "./usable.ts";

export type Source = "platform" | "tenant" | "bot";

export interface ModelView {
  name: string;
  displayName: string;
  purpose: Purpose;
  /** The admin's correction, else the list price. */
  price: Price | null;
  /** Who corrected the price, and when; null for a list price. */
  corrected: { by: string | null; at: Date } | null;
  /** Maximum input tokens. */
  inputLimit: number | null;
  /** Number of the tenant's keys that list it, as of their last check; null if none was ever checked. */
  keys: number | null;
  /** Since when no key of any tenant lists it. */
  missingAt: Date | null;
  /** True if no enabled key can use it; it is then left out of the chain. */
  retired: boolean;
  /** Replacement for a retired model: the one named by Google, else the newest of its family. */
  successor: string | null;
}

export interface OrderView {
  /** Owner of the effective list. */
  source: Source;
  /** Version of the own list; 0 if the order is inherited. */
  version: number;
  entries: ModelEntry[];
  /** A lower bound of the tenant's config version at the read; orders views by age. */
  asOf: number;
  /** Name of the last editor; null for the platform itself. */
  by: string | null;
  at: Date | null;
}

export interface ModelsView extends OrderView {
  /** Models that are tried after the order (tail.ts); empty if the order has no tail. */
  tail: string[];
  /** Models of the order, its tail, then all others that the tenant's keys list. */
  models: ModelView[];
  /** Answers since the tenant's midnight by model, of one bot if given. */
  answers: Record<string, number>;
  /** Number of the tenant's keys with a listing: the total for `ModelView.keys`. */
  keys: number;
}

/** @throws AppError "not_found" if the bot does not belong to this tenant */
export async function requireBot(context: Context, botId: string | null): Promise<void> {
  if (botId === null) return;
  const { tenantId } = context;
  const bot = await tenantDb(context).bot.findFirst({ where: { tenantId, id: botId }, select: { id: true } });
  if (!bot) throw new AppError("not_found");
}

const listsOf = (tenantId: string, botId: string | null) =>
  tenantDb({ tenantId }).modelList.findMany({
    where: { OR: [{ tenantId: null }, { tenantId, botId: null }, ...(botId ? [{ tenantId, botId }] : [])] },
  });

/** Lists of names as JSON, which pg reads many times faster than an array of Postgres's. */
const keysOf = async (tenantId: string) =>
  (
    await tenantDb({ tenantId }).query<KeyModels & { enabled: boolean }>(
      `SELECT "id", to_json(coalesce("models", '{}')) AS "models", to_json(coalesce("gone", '{}')) AS "gone", "listedAt", "enabled"
       FROM "Key" WHERE "tenantId" = $1`,
      [tenantId],
    )
  ).rows;

interface CatalogueRow extends CatalogueEntry {
  displayName: string;
  inputLimit: number | null;
  successor: string | null;
}

const catalogueOf = async (tenantId: string) =>
  (
    await tenantDb({ tenantId }).query<CatalogueRow>(
      `SELECT "name", "displayName", "inputLimit", "generates", "seenAt", "missingAt", "successor" FROM "Model"`,
    )
  ).rows;

/** The models to try: the bot's own order, else the tenant's, else the platform's, then the tail. */
export async function resolveModels(tenantId: string, botId: string | null): Promise<ModelsToTry> {
  const [lists, keys, catalogue] = await Promise.all([
    listsOf(tenantId, botId),
    keysOf(tenantId),
    catalogueOf(tenantId),
  ]);
  const inUse = keys.filter(({ enabled }) => enabled);
  return modelsToTry({ lists, botId, keys: inUse, catalogue, now: new Date() });
}

/** The effective order without details of its models. @throws AppError "not_found" */
export async function readOrder(context: Context, botId: string | null): Promise<OrderView> {
  authorise(context, "viewChain");
  await requireBot(context, botId);
  const { tenantId } = context;
  const { configVersion: asOf } = await tenantDb(context).tenant.findFirstOrThrow({
    where: { id: tenantId },
  });
  const list = effectiveList(await listsOf(tenantId, botId), botId);
  const source: Source = list?.botId ? "bot" : list?.tenantId ? "tenant" : "platform";
  const own = source === (botId ? "bot" : "tenant");
  const author = list?.updatedBy
    ? await tenantDb(context).user.findFirst({ where: { id: list.updatedBy }, select: { name: true } })
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

/** All data of the models page. @throws AppError "not_found" */
export async function getModels(context: Context, botId: string | null): Promise<ModelsView> {
  authorise(context, "viewChain");
  const { tenantId } = context;
  const [order, lists, keys, catalogue, { prices, corrections }, counts] = await Promise.all([
    readOrder(context, botId),
    listsOf(tenantId, botId),
    keysOf(tenantId),
    catalogueOf(tenantId),
    correctedPrices(context),
    tenantDb(context).query<{ model: string; n: number }>(
      `SELECT "model", count(*)::int AS n FROM "Answer"
       WHERE "tenantId" = $1 AND ($2::uuid IS NULL OR "botId" = $2)
         AND ${isToday(`"startedAt"`, "$1")} AND "model" IS NOT NULL
       GROUP BY 1`,
      [tenantId, botId],
    ),
  ]);
  const now = new Date();
  const listing = keys.filter(({ models }) => models.length > 0);
  const inUse = keys.filter(({ enabled }) => enabled);
  const tried = modelsToTry({ lists, botId, keys: inUse, catalogue, now });
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
      // A row created only to store a successor or a missing model has no real display name.
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
