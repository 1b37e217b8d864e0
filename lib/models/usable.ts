// Which models a key can be asked for, and so what a chain is made of: the order that holds, the tail after it, and
// without what is known to be retired. Pure; read when a configuration is loaded, never per message.
import { effectiveList, enabledModels, type StoredList, seedModels } from "./order.ts";
import { isAlias, newestOf, renewingTail, tierOf } from "./tail.ts";

/** What is known of one key's models: the columns of Key. */
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

/** An older listing says nothing about what is missing in it. Listings are renewed once a day. */
const TRUSTED_MS = 3 * 86_400_000;

/** Names that ListModels once gave to somebody: only such a name proves something by its absence. */
export const everListed = (catalogue: readonly CatalogueEntry[]): ReadonlySet<string> =>
  new Set([...seedModels, ...catalogue.flatMap(({ name, seenAt }) => (seenAt ? [name] : []))]);

const isTrusted = ({ models, listedAt }: KeyModels, now: Date) =>
  models.length > 0 && listedAt !== null && now.getTime() - listedAt.getTime() < TRUSTED_MS;

/**
 * Whether the key may be asked for the model. A 404 is proof that it may not. That the key's listing lacks the model
 * counts only where the listing is recent and Google lists that name at all: it also serves names that it never lists.
 */
export function canUse(key: KeyModels, model: string, listed: ReadonlySet<string>, now: Date): boolean {
  if (key.gone.includes(model)) return false;
  return isAlias(model) || !isTrusted(key, now) || key.models.includes(model) || !listed.has(model);
}

/** What the keys can be asked for by their own listings; by everybody's, where none of them has one. */
function offered(keys: readonly KeyModels[], catalogue: readonly CatalogueEntry[]): Set<string> {
  const known = keys.filter(({ models }) => models.length > 0);
  if (known.length > 0) {
    return new Set(known.flatMap(({ models, gone }) => models.filter((model) => !gone.includes(model))));
  }
  const current = catalogue.filter(({ generates, seenAt, missingAt }) => generates && seenAt && !missingAt);
  return new Set(current.map(({ name }) => name));
}

export interface Tried {
  /** Models that are tried, in order; those that no key can be asked for are left out. */
  readonly models: readonly string[];
  /** Of them, those that stand in no list: the renewing tail. */
  readonly tail: readonly string[];
  /** Models of the list that no key can be asked for. */
  readonly retired: readonly string[];
  /** @param keyId of a key that is not there: what any of the others can be asked for */
  usable(model: string, keyId: string): boolean;
}

/**
 * What is tried for a bot (`botId` null: for the tenant). The tail follows the platform's order as it came. An order
 * that somebody made is theirs: the tail follows it only where none of its models can be asked for any more, since
 * the bot always answers. Where everything would be left out, nothing is: better a 404 than silence.
 * @param keys those in use
 */
export function modelsToTry(of: {
  readonly lists: readonly StoredList[];
  readonly botId: string | null;
  readonly keys: readonly KeyModels[];
  readonly catalogue: readonly CatalogueEntry[];
  readonly now: Date;
}): Tried {
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
 * What to put in the place of a retired model.
 * @param named the successor that Google's refusal named
 * @param models names that the keys can be asked for
 */
export function successorOf(model: string, named: string | null, models: readonly string[]): string | null {
  if (named && (models.length === 0 || models.includes(named) || isAlias(named))) return named;
  const tier = tierOf(model);
  const newest = tier && newestOf(tier, models);
  return newest ?? renewingTail(models).find((each) => each !== model) ?? null;
}
