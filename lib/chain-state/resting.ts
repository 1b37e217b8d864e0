// Which models cannot be called at the moment, and with how many of the keys. Pure except for one read.

import type { Context } from "../context.ts";
import { type ErrorClass, projectOf, scopesOf } from "../fallback/index.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isRefusal, type ParkView } from "./park-view.ts";

/** A model that some or all of the usable keys cannot call now. */
export interface Rest {
  /** How many keys cannot call it, of how many usable keys. */
  resting: number;
  keys: number;
  /** Class and deadline of the key that comes back first; null: when an admin edits the key. */
  class: ErrorClass;
  until: Date | null;
}

export interface UsableKey {
  id: string;
  projectId: string | null;
}

const time = (until: Date | null) => until?.getTime() ?? Number.POSITIVE_INFINITY;

interface Held {
  /** The park that refuses the key for every model until somebody acts, if any. */
  refusalOf(key: UsableKey): ParkView | null;
  /** The park that ends last of those that cover the model with the key. */
  parkOf(model: string, key: UsableKey): ParkView | null;
}

export function heldBy(parks: readonly ParkView[], owner: string, now: Date): Held {
  const named = new Map<string, ParkView>();
  for (const park of parks) named.set(`${park.scope} ${park.id}`, park);
  const egress = parks.filter(({ scope }) => scope === "egress").map(({ id }) => `egress ${id}`);
  const nameOf = (key: UsableKey) => projectOf({ id: key.id, project: key.projectId });
  return {
    refusalOf: (key) =>
      [`key ${key.id}`, `project ${nameOf(key)}`]
        .flatMap((name) => named.get(name) ?? [])
        .find((park) => isRefusal(park.class)) ?? null,
    parkOf(model, key) {
      const candidate = { model, owner, project: nameOf(key), key: { id: key.id } };
      const scopes = scopesOf(candidate).map(({ scope, id }) => `${scope} ${id}`);
      const covering = [...scopes, ...egress]
        .flatMap((name) => named.get(name) ?? [])
        .filter(({ until }) => until === null || until > now)
        .sort((a, b) => time(b.until) - time(a.until));
      return covering[0] ?? null;
    },
  };
}

/** @returns only models with a resting key. Disabled and refused keys count neither as resting nor as usable. */
export function restsOf(
  models: readonly string[],
  keys: readonly UsableKey[],
  parks: readonly ParkView[],
  owner: string,
  now: Date,
): Record<string, Rest> {
  const { refusalOf, parkOf } = heldBy(parks, owner, now);
  const usable = keys.filter((key) => !refusalOf(key));
  return Object.fromEntries(
    models.flatMap((model) => {
      const held = usable.flatMap((key) => parkOf(model, key) ?? []);
      const first = held.sort((a, b) => time(a.until) - time(b.until))[0];
      if (!first) return [];
      const { class: why, until } = first;
      return [[model, { resting: held.length, keys: usable.length, class: why, until }] as const];
    }),
  );
}

/** Which models rest with the tenant's keys now. Any role. */
export async function modelRests(context: Context, models: readonly string[]): Promise<Record<string, Rest>> {
  authorise(context, "viewChain");
  const { tenantId } = context;
  const [keys, parks] = await Promise.all([
    tenantDb(context).key.findMany({
      where: { tenantId, enabled: true },
      select: { id: true, projectId: true, checkClass: true },
    }),
    tenantDb(context).park.findMany({
      where: { OR: [{ tenantId }, { tenantId: null }] },
      select: { scope: true, id: true, class: true, reason: true, until: true },
    }),
  ]);
  return restsOf(
    models,
    keys.filter(({ checkClass }) => !isRefusal(checkClass)),
    parks,
    tenantId,
    new Date(),
  );
}
