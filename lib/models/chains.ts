// The chains of a tenant's bots, compiled from its stored configuration: by workers to walk them, by pages to tell what
// a walk would find. Pure.
import { type Chain, compileChain, type KeyOrder } from "../fallback/index.ts";
import type { StoredList } from "./order.ts";
import { type CatalogueEntry, type KeyModels, type ModelsToTry, modelsToTry } from "./usable.ts";

/** The columns of Key that a chain depends on. */
export interface ChainKey extends KeyModels {
  readonly label: string;
  readonly last4: string;
  readonly projectId: string | null;
  readonly lastResort: boolean;
  /** Whose it is, if not the tenant's. */
  readonly owner?: string;
}

export interface StoredChains {
  readonly tenantId: string;
  readonly keyOrder: KeyOrder;
  readonly lists: readonly StoredList[];
  /** The enabled keys, in order; those that are shared with it after its own. */
  readonly keys: readonly ChainKey[];
  readonly catalogue: readonly (CatalogueEntry & { readonly thinks: boolean })[];
  readonly now: Date;
}

export interface BotChain {
  readonly chain: Chain;
  readonly tried: ModelsToTry;
}

/** @returns the chain of a bot, of the tenant for null. Bots with the same models share one compiled chain. */
export function chainsOf(stored: StoredChains): (botId: string | null) => BotChain {
  const { tenantId, keyOrder, lists, keys, catalogue, now } = stored;
  const thinkers = new Set(catalogue.flatMap(({ name, thinks }) => (thinks ? [name] : [])));
  const compiled = keys.map(({ id, label, last4, projectId: project, lastResort, owner }) => ({
    ...{ id, label, last4, project, lastResort },
    ...(owner && { owner }),
  }));
  const chains = new Map<string, Chain>();
  const made = new Map<string | null, BotChain>();
  function make(botId: string | null): BotChain {
    const tried = modelsToTry({ lists, botId, keys, catalogue, now });
    const name = tried.models.join("\n");
    const chain =
      chains.get(name) ??
      compileChain({
        owner: tenantId,
        models: tried.models,
        keys: compiled,
        order: keyOrder,
        usable: (model, { id }) => tried.usable(model, id),
        thinkers,
      });
    chains.set(name, chain);
    return { chain, tried };
  }
  return (botId) => {
    const of = lists.some((list) => list.botId === botId) ? botId : null;
    const known = made.get(of) ?? make(of);
    made.set(of, known);
    return known;
  };
}
