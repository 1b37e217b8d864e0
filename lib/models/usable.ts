// Which models a key can use, and so the models of a chain: the effective order and its tail, without retired models.
// Pure; runs when a configuration is loaded, never per message.
import { effectiveList, enabledModels, type StoredList, seedModels } from "./order.ts";
import { isAlias, newestOf, renewingTail, tierOf } from "./tail.ts";

/** The columns of Key about its models. */
export interface KeyModels {
  readonly id: string;
  readonly models: readonly string[];
  readonly gone: readonly string[];
  readonly listedAt: Date | null;
}

/** A row of the catalogue. */
export interface CatalogueEntry {
  readonly name: string;
  readonly generates: boolean;
  readonly seenAt: Date | null;
  readonly missingAt: Date | null;
}

/** In an older listing a missing model proves nothing. Listings are renewed once a day. */
const TRUSTED_MS = 3 * 86_400_000;

/** Names that some key's ListModels has returned; only such a name can be missing from a listing. */
export const everListed = (catalogue: readonly CatalogueEntry[]): ReadonlySet<string> =>
  new Set([...seedModels, ...catalogue.flatMap(({ name, seenAt }) => (seenAt ? [name] : []))]);

const isTrusted = ({ models, listedAt }: KeyModels, now: Date) =>
  models.length > 0 && listedAt !== null && now.getTime() - listedAt.getTime() < TRUSTED_MS;

/**
 * A 404 proves that the key cannot use the model. A missing entry in the key's listing counts only if the listing is
 * recent and Google ever lists that name, since it also serves names that it never lists.
 */
export function canUse(key: KeyModels, model: string, listed: ReadonlySet<string>, now: Date): boolean {
  if (key.gone.includes(model)) return false;
  return isAlias(model) || !isTrusted(key, now) || key.models.includes(model) || !listed.has(model);
}

/** Models of the keys' own listings; of all tenants' listings if none of the keys has one. */
function offered(keys: readonly KeyModels[], catalogue: readonly CatalogueEntry[]): Set<string> {
  const known = keys.filter(({ models }) => models.length > 0);
  if (known.length > 0) {
    return new Set(known.flatMap(({ models, gone }) => models.filter((model) => !gone.includes(model))));
  }
  const current = catalogue.filter(({ generates, seenAt, missingAt }) => generates && seenAt && !missingAt);
  return new Set(current.map(({ name }) => name));
}

export interface ModelsToTry {
  /** Models to try, in order, without those that no key can use. */
  readonly models: readonly string[];
  /** Those of `models` that are in no list: the renewing tail. */
  readonly tail: readonly string[];
  /** Models of the list that no key can use. */
  readonly retired: readonly string[];
  /** @param keyId for an unknown key: true if any of the other keys can use the model */
  usable(model: string, keyId: string): boolean;
}

/**
 * The models to try for a bot (`botId` null: for the tenant). The tail follows the unedited platform order. An edited
 * order is the admin's choice, so the tail follows it only if none of its models is usable: the bot must always answer.
 * If everything would be left out, nothing is: a 404 is better than no attempt.
 * @param keys the enabled keys
 */
export function modelsToTry(of: {
  readonly lists: readonly StoredList[];
  readonly botId: string | null;
  readonly keys: readonly KeyModels[];
  readonly catalogue: readonly CatalogueEntry[];
  readonly now: Date;
}): ModelsToTry {
  const { lists, botId, keys, catalogue, now } = of;
  const wanted = enabledModels(lists, botId);
  const listed = everListed(catalogue);
  const keyOf = new Map(keys.map((key) => [key.id, key]));
  const anyCan = (model: string) => keys.length === 0 || keys.some((key) => canUse(key, model, listed, now));
  const retired = wanted.filter((model) => !anyCan(model));

  const list = effectiveList(lists, botId);
  const asItCame = list?.tenantId === null && wanted.join() === seedModels.join();
  const extended = wanted.length > 0 && (asItCame || retired.length === wanted.length);
  const tail = extended
    ? renewingTail(offered(keys, catalogue)).filter((model) => !wanted.includes(model) && anyCan(model))
    : [];

  const models = [...wanted.filter(anyCan), ...tail];
  if (models.length === 0) return { models: wanted, tail, retired, usable: () => true };
  return {
    models,
    tail,
    retired,
    usable(model, keyId) {
      const key = keyOf.get(keyId);
      return key ? canUse(key, model, listed, now) : anyCan(model);
    },
  };
}

/**
 * The replacement for a retired model.
 * @param named the successor named in Google's 404
 * @param models names that the keys can use
 */
export function successorOf(model: string, named: string | null, models: readonly string[]): string | null {
  if (named && (models.length === 0 || models.includes(named) || isAlias(named))) return named;
  const tier = tierOf(model);
  const newest = tier && newestOf(tier, models);
  return newest ?? renewingTail(models).find((each) => each !== model) ?? null;
}
