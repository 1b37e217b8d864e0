// Views of the tenant's keys for the dashboard; no function here returns a secret.
import { indexParks } from "../chain-state/park-view.ts";
import type { Context } from "../context.ts";
import { resolveModels } from "../models/list.ts";
import { authorise } from "../people/can.ts";
import { isToday } from "../people/zone.ts";
import { keyIds, readable } from "../secrets.ts";
import { tenantDb } from "../tenant-db.ts";
import type { ProjectView } from "./projects.ts";
import { type KeyState, keyState } from "./state.ts";

export interface KeyView {
  id: string;
  label: string;
  last4: string;
  project: ProjectView | null;
  enabled: boolean;
  lastResort: boolean;
  state: KeyState;
  checkedAt: Date | null;
  /** Number of models in its last successful check. */
  models: number;
  /** When it last answered; `answers` counts from the tenant's midnight. */
  lastOk: Date | null;
  answers: number;
}

interface Use {
  id: string;
  readable: boolean;
  lastOk: Date | null;
  answers: number;
}

/** Keys in their configured order; keys of last resort are not moved to the end. */
export async function listKeys(context: Context): Promise<KeyView[]> {
  authorise(context, "viewChain");
  const { tenantId } = context;
  const [keys, parks, { models: tried }, uses] = await Promise.all([
    tenantDb(context).key.findMany({
      where: { tenantId },
      omit: { secret: true, secretIndex: true },
      include: { project: { select: { id: true, label: true } } },
      orderBy: [{ position: "asc" }, { id: "asc" }],
    }),
    tenantDb(context).park.findMany({
      where: { OR: [{ tenantId }, { tenantId: null, scope: "egress" }] },
      select: { scope: true, id: true, class: true, reason: true, until: true },
    }),
    resolveModels(tenantId, null),
    tenantDb(context).query<Use>(
      `SELECT k."id", ${readable(`k."secret"`, "$2")} AS "readable", ok."at" AS "lastOk", coalesce(day."n", 0)::int AS answers
       FROM "Key" k
       LEFT JOIN LATERAL (SELECT a."startedAt" AS at FROM "Attempt" a
         WHERE a."tenantId" = $1 AND a."keyId" = k."id" AND a."class" = 'ok'
         ORDER BY a."startedAt" DESC LIMIT 1) ok ON true
       LEFT JOIN LATERAL (SELECT count(*) AS n FROM "Attempt" a
         WHERE a."tenantId" = $1 AND a."keyId" = k."id" AND a."class" = 'ok'
           AND ${isToday(`a."startedAt"`, "$1")}) day ON true
       WHERE k."tenantId" = $1`,
      [tenantId, keyIds()],
    ),
  ]);
  const useOf = new Map(uses.rows.map((use) => [use.id, use]));
  const now = new Date();
  const parked = indexParks(parks);
  return keys.map((key) => {
    const { id, label, last4, project, enabled, lastResort, checkedAt } = key;
    const { lastOk = null, answers = 0, readable: isReadable = true } = useOf.get(id) ?? {};
    const state = keyState({ ...key, readable: isReadable }, parked, tried, lastOk, now);
    return {
      id,
      label,
      last4,
      project,
      enabled,
      lastResort,
      state,
      checkedAt,
      models: key.models.length,
      lastOk,
      answers,
    };
  });
}
