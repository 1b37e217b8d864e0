// What each key can do for one model now, and if nothing, why.
import type { Context } from "../context.ts";
import type { ErrorClass } from "../fallback/index.ts";
import { canUse, everListed } from "../models/usable.ts";
import { authorise } from "../people/can.ts";
import { isReadable } from "../secrets.ts";
import { tenantDb } from "../tenant-db.ts";
import { isRefusal, type KeyFault } from "./park-view.ts";
import { heldBy } from "./resting.ts";

export type KeyForModel =
  | { kind: "ready" }
  /** Ends by itself at `until`; null: when an admin edits the key. */
  | { kind: "resting"; class: ErrorClass; until: Date | null }
  /** Refused for every model, until somebody acts. */
  | { kind: "broken"; class: KeyFault }
  /** Google does not offer the model to this key. */
  | { kind: "lacking" }
  | { kind: "off" };

export interface ModelKey {
  id: string;
  label: string;
  last4: string;
  state: KeyForModel;
}

/** The tenant's keys in their order. Any role. */
export async function modelKeys(context: Context, model: string): Promise<ModelKey[]> {
  authorise(context, "viewChain");
  const { tenantId } = context;
  const own = tenantDb(context);
  const now = new Date();
  const [keys, parks, catalogue] = await Promise.all([
    own.key.findMany({
      where: { tenantId },
      omit: { secretIndex: true },
      orderBy: [{ position: "asc" }, { id: "asc" }],
    }),
    own.park.findMany({
      where: { OR: [{ tenantId }, { tenantId: null }] },
      select: { scope: true, id: true, class: true, reason: true, until: true },
    }),
    own.model.findMany({ select: { name: true, generates: true, seenAt: true, missingAt: true } }),
  ]);
  const { refusalOf, parkOf } = heldBy(parks, tenantId, now);
  const listed = everListed(catalogue);
  const stateOf = (key: (typeof keys)[number]): KeyForModel => {
    if (!key.enabled) return { kind: "off" };
    if (!isReadable(key.secret)) return { kind: "broken", class: "unreadable" };
    const refusal = refusalOf(key);
    if (refusal) return { kind: "broken", class: refusal.class };
    if (isRefusal(key.checkClass)) return { kind: "broken", class: key.checkClass };
    if (!canUse(key, model, listed, now)) return { kind: "lacking" };
    const park = parkOf(model, key);
    return park ? { kind: "resting", class: park.class, until: park.until } : { kind: "ready" };
  };
  return keys.map((key) => ({ id: key.id, label: key.label, last4: key.last4, state: stateOf(key) }));
}
