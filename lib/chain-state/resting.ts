// Which models cannot be asked at the moment, and by how many of the keys. Pure but for its one read.

import { type Context, requireRole } from "../context.ts";
import { db } from "../db.ts";
import { type ErrorClass, projectOf, scopesOf } from "../fallback/index.ts";
import { isRefusal, type ParkView } from "./park-view.ts";

/** A model that some or all of the usable keys cannot be asked for now. */
export interface Rest {
  /** How many keys rest for it, out of how many that are in use at all. */
  resting: number;
  keys: number;
  /** Why the one rests that comes back first, and when; null: when an admin edits the key. */
  class: ErrorClass;
  until: Date | null;
}

interface UsableKey {
  id: string;
  projectId: string | null;
}

const time = (until: Date | null) => until?.getTime() ?? Number.POSITIVE_INFINITY;

/** @returns only models that rest. Keys that are off or refused count neither as resting nor as in use. */
export function restsOf(
  models: readonly string[],
  keys: readonly UsableKey[],
  parks: readonly ParkView[],
  owner: string,
  now: Date,
): Record<string, Rest> {
  const heldBy = new Map<string, ParkView>();
  for (const park of parks) heldBy.set(`${park.scope} ${park.id}`, park);
  const covering = (names: string[]) =>
    names
      .flatMap((name) => heldBy.get(name) ?? [])
      .filter(({ until }) => until === null || until > now)
      .sort((a, b) => time(b.until) - time(a.until))[0];
  const refused = (key: UsableKey) =>
    [`key ${key.id}`, `project ${projectOf({ id: key.id, project: key.projectId })}`].some((name) =>
      isRefusal(heldBy.get(name)?.class ?? null),
    );
  const usable = keys.filter((key) => !refused(key));
  const egress = parks.filter(({ scope }) => scope === "egress").map(({ id }) => `egress ${id}`);
  return Object.fromEntries(
    models.flatMap((model) => {
      const held = usable.flatMap((key) => {
        const project = projectOf({ id: key.id, project: key.projectId });
        const candidate = { model, owner, project, key: { id: key.id } };
        const scopes = scopesOf(candidate).map(({ scope, id }) => `${scope} ${id}`);
        return covering([...scopes, ...egress]) ?? [];
      });
      const first = held.sort((a, b) => time(a.until) - time(b.until))[0];
      if (!first) return [];
      const { class: why, until } = first;
      return [[model, { resting: held.length, keys: usable.length, class: why, until }] as const];
    }),
  );
}

/** How the models stand with the tenant's keys now. Any role. */
export async function modelRests(context: Context, models: readonly string[]): Promise<Record<string, Rest>> {
  requireRole(context, "viewer");
  const { tenantId } = context;
  const [keys, parks] = await Promise.all([
    db.key.findMany({
      where: { tenantId, enabled: true },
      select: { id: true, projectId: true, checkClass: true },
    }),
    db.park.findMany({
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
