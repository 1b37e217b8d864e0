// Price corrections by admins, since list prices change and some tenants pay other prices.
import { change } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { modelName } from "../gemini/model-name.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { PRICE_AT_MOST, type Price, type Prices } from "./list-prices.ts";

export interface Correction {
  /** Name of its author; null if the user was deleted. */
  by: string | null;
  at: Date;
}

const CORRECTIONS_AT_MOST = 200;

/** Converts table rows to a price map. */
export const pricesFrom = (rows: readonly (Price & { model: string })[]): Prices =>
  new Map(rows.map(({ model, input, output }) => [model, { input, output }]));

/** The tenant's corrected prices, with author and time, by model. */
export async function correctedPrices(
  context: Context,
): Promise<{ prices: Prices; corrections: Map<string, Correction> }> {
  authorise(context, "viewChain");
  const rows = await tenantDb(context).price.findMany({ where: { tenantId: context.tenantId } });
  const people = await tenantDb(context).user.findMany({
    where: { id: { in: rows.flatMap(({ updatedBy }) => updatedBy ?? []) } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(people.map(({ id, name }) => [id, name]));
  const corrections = rows.map(({ model, updatedBy, updatedAt: at }): [string, Correction] => {
    return [model, { by: nameOf.get(updatedBy ?? "") ?? null, at }];
  });
  return { prices: pricesFrom(rows), corrections: new Map(corrections) };
}

/**
 * Sets the tenant's price of a model, in US dollars per million tokens; null resets it to the list price. Applies to
 * later answers on every worker; earlier estimates do not change.
 * @returns the config version that contains the change. @throws AppError "invalid", "model_unknown"
 */
export async function setPrice(context: Context, typed: string, price: Price | null): Promise<number> {
  authorise(context, "setPrices");
  const model = modelName(typed);
  const { tenantId, actorId: updatedBy } = context;
  for (const [field, value] of Object.entries(price ?? {})) {
    if (!(value >= 0 && value <= PRICE_AT_MOST)) throw new AppError("invalid", {}, field);
  }
  const entry = {
    action: price ? ("price.correct" as const) : ("price.reset" as const),
    target: model,
    ...(price ? { detail: { input: price.input, output: price.output } } : {}),
  };
  const { version } = await change(context, entry, async (tx, compare) => {
    const select = { input: true, output: true };
    const own = await tx.price.findUnique({ where: { tenantId_model: { tenantId, model } }, select });
    compare(own, price && { input: price.input, output: price.output });
    if (!price) return tx.price.deleteMany({ where: { tenantId, model } });
    const others = await tx.price.count({ where: { tenantId, model: { not: model } } });
    if (others >= CORRECTIONS_AT_MOST) throw new AppError("invalid");
    const data = { input: price.input, output: price.output, updatedBy };
    return tx.price.upsert({
      where: { tenantId_model: { tenantId, model } },
      create: { tenantId, model, ...data },
      update: data,
    });
  });
  return version;
}
