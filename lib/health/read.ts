// What a walk would find now, read for the dashboard: the chains that workers compile, on a board with the parks, limits
// and counts that workers share.
import { indexParks, isRefusal } from "../chain-state/park-view.ts";
import { loadLimits, loadUse } from "../chain-state/quota-store.ts";
import type { Context } from "../context.ts";
import { one } from "../db.ts";
import {
  Board,
  type CheckClass,
  type Count,
  errorClasses,
  type KeyOrder,
  type Limit,
  type Park,
  Quotas,
} from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { keyState } from "../keys/state.ts";
import { type BotChain, type ChainKey, chainsOf } from "../models/chains.ts";
import type { StoredList } from "../models/order.ts";
import type { CatalogueEntry } from "../models/usable.ts";
import { authorise } from "../people/can.ts";
import { limitsFrom } from "../people/limits.ts";
import { keyIds, readable } from "../secrets.ts";
import { nameless } from "../shared-keys/list.ts";
import { PLATFORM_TENANT } from "../shared-keys/tenant.ts";
import { SHARED_DAY } from "../shared-keys/use.ts";
import { tenantDb } from "../tenant-db.ts";
import { workerAlive } from "../worker-alive.ts";
import { type Ability, abilityOf } from "./ability.ts";
import type { JudgedKey } from "./verdict.ts";

export type HealthKey = ChainKey & JudgedKey & { readonly project: { id: string; label: string } | null };

export interface Health {
  /** By the database's clock, epoch milliseconds. */
  readonly now: number;
  /** A worker lives: without one nobody is answered, whatever else is well. */
  readonly served: boolean;
  /** In order, the disabled ones too. */
  readonly keys: readonly HealthKey[];
  /** Bots with an order of their own. */
  readonly ownOrders: readonly string[];
  /** The chain of a bot; of the tenant for null. */
  readonly chainOf: (botId: string | null) => BotChain;
  /** Whether a bot can answer, or the tenant for null. Bots of one chain are judged once. */
  readonly abilityOf: (botId: string | null) => Ability;
  readonly board: Board;
  readonly limits: readonly Limit[];
  readonly counts: readonly Count[];
  /** The tenant's part of the platform's keys, which its chains have after its own; null: it has none. */
  readonly shared: SharedPart | null;
}

interface SharedPart {
  /** Calls that it may make a day, and has taken of them. */
  readonly limit: number;
  readonly used: number;
  /** When the day is over. */
  readonly until: Date;
  /** Those that are on. Not to be shown: only their states. */
  readonly keys: readonly JudgedKey[];
}

interface KeyRow extends ChainKey {
  enabled: boolean;
  readable: boolean;
  checkClass: CheckClass | null;
  checkReason: string | null;
  checkedAt: Date | null;
  lastOk: Date | null;
  projectLabel: string | null;
}

/** Lists of names as JSON: pg reads an array of Postgres's many times more slowly, and there are thousands of names. */
const KEYS = `
  SELECT k."id", k."label", k."last4", k."projectId", k."lastResort", to_json(coalesce(k."models", '{}')) AS "models", to_json(k."gone") AS "gone", k."listedAt", k."enabled",
    ${readable(`k."secret"`, "$2")} AS "readable",
    k."checkClass", k."checkReason", k."checkedAt", p."label" AS "projectLabel", ok."at" AS "lastOk"
  FROM "Key" AS k LEFT JOIN "Project" AS p ON p."tenantId" = k."tenantId" AND p."id" = k."projectId"
  LEFT JOIN LATERAL (
    SELECT a."startedAt" AS "at" FROM "Attempt" AS a
    WHERE a."tenantId" = $1 AND a."keyId" = k."id" AND a."class" = 'ok' AND k."checkClass" IS DISTINCT FROM 'ok'
      -- Of a refused key only an answer after its check matters, and thousands of refused calls may lie before it.
      AND a."startedAt" > CASE WHEN k."checkClass" = ANY($3::"CheckClass"[]) THEN k."checkedAt" ELSE '-infinity' END
    ORDER BY a."startedAt" DESC LIMIT 1) AS ok ON true
  WHERE k."tenantId" = $1 ORDER BY k."position", k."id"`;

const refusals = errorClasses.filter(isRefusal);

interface TenantRow {
  keyOrder: KeyOrder;
  now: number;
  served: boolean;
  egress: string | null;
  ownLimits: unknown;
  planLimits: unknown;
  sharedUsed: number;
  dayEnds: Date;
}

const PARKS = `
  SELECT "scope", "id", "tenantId" AS "owner", "class", "reason", "strikes",
    (extract(epoch FROM "until") * 1000)::float8 AS "until", (extract(epoch FROM "since") * 1000)::float8 AS "since",
    (extract(epoch FROM "updatedAt") * 1000)::float8 AS "at"
  FROM "Park" WHERE "tenantId" = $1 OR "tenantId" IS NULL`;

/** `egress`: the host of a living worker that Google serves, if there is one. */
const TENANT = `
  SELECT t."keyOrder", (extract(epoch FROM now()) * 1000)::float8 AS "now", t."limits" AS "ownLimits",
    (SELECT p."limits" FROM "Plan" AS p WHERE p."id" = t."planId") AS "planLimits",
    coalesce((SELECT "calls" FROM "SharedKeyUse" WHERE "tenantId" = $1 AND "day" = ${SHARED_DAY}), 0) AS "sharedUsed",
    (date_trunc('day', now(), 'UTC') + interval '1 day') AS "dayEnds",
    EXISTS (SELECT FROM "Worker" AS w WHERE ${workerAlive}) AS "served",
    (SELECT w."host" FROM "Worker" AS w WHERE ${workerAlive}
     ORDER BY EXISTS (SELECT FROM "Park" WHERE "scope" = 'egress' AND "id" = w."host" AND "until" > now()) LIMIT 1)
      AS "egress"
  FROM "Tenant" AS t WHERE t."id" = $1`;

/** What is known of an owner's keys: the tenant's own, or those of the platform, which it shares. */
async function readKeys(tenantId: string, now: number) {
  const tenant = tenantDb({ tenantId });
  const [{ rows }, parks, limits, counts] = await Promise.all([
    tenant.query<KeyRow>(KEYS, [tenantId, keyIds(), refusals]),
    tenant.query<Park>(PARKS, [tenantId]),
    loadLimits(tenantId),
    loadUse(tenantId, now),
  ]);
  return { rows, parks: parks.rows, limits, counts };
}
type ReadKeys = Awaited<ReturnType<typeof readKeys>>;
const noKeys: ReadKeys = { rows: [], parks: [], limits: [], counts: [] };

/** @param models of the tenant's chain */
function judged({ rows, parks }: ReadKeys, models: readonly string[], at: Date): HealthKey[] {
  const parked = indexParks(
    parks.map((park) => ({ ...park, until: park.until === null ? null : new Date(park.until) })),
  );
  return rows.map(({ projectLabel, ...key }) => ({
    ...key,
    project: key.projectId && projectLabel ? { id: key.projectId, label: projectLabel } : null,
    state: keyState(key, parked, models, key.lastOk, at),
    proven: key.checkClass === "ok" || key.lastOk !== null,
  }));
}

/** As workers do: what they cannot decrypt is in no chain. */
const enabledOf = ({ rows }: ReadKeys) => rows.filter((key) => key.enabled && key.readable);

/** Holds no secret. Names of keys are for those who may see the chain. */
export async function readHealth(context: Context): Promise<Health> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  const tenant = tenantDb(context);
  const [tenants, own, lists, catalogue] = await Promise.all([
    tenant.query<TenantRow>(TENANT, [tenantId]),
    readKeys(tenantId, Date.now()),
    tenant.query<StoredList>(
      `SELECT "tenantId", "botId", "entries" FROM "ModelList" WHERE "tenantId" = $1 OR "tenantId" IS NULL`,
      [tenantId],
    ),
    tenant.query<CatalogueEntry & { thinks: boolean }>(
      `SELECT "name", "generates", "thinks", "seenAt", "missingAt" FROM "Model"`,
    ),
  ]);
  const { keyOrder, now, served, egress, ownLimits, planLimits, sharedUsed, dayEnds } = one(tenants.rows);
  const at = new Date(now);
  const part = tenantId === PLATFORM_TENANT ? 0 : (limitsFrom(planLimits, ownLimits).sharedCalls ?? 0);
  const shared = part > 0 ? await readKeys(PLATFORM_TENANT, Date.now()) : noKeys;

  const quotas = new Quotas({ spanOf });
  quotas.mergeLimits([...own.limits, ...shared.limits]);
  quotas.merge([...own.counts, ...shared.counts], now);
  // No jitter: pages tell the exact time.
  const board = new Board({ quotas, random: () => 0, ...(egress === null ? {} : { egress }) });
  for (const park of [...own.parks, ...shared.parks]) {
    // Of another worker's machine.
    if (park.scope === "egress" && park.id !== egress) continue;
    board.merge(park, now);
  }

  const namelessKeys = enabledOf(shared).map((key) => ({ ...key, ...nameless }));
  const chainOf = chainsOf({
    ...{ tenantId, keyOrder, lists: lists.rows, catalogue: catalogue.rows, now: at },
    keys: [...enabledOf(own), ...namelessKeys],
  });
  const { models } = chainOf(null).tried;
  const keys = judged(own, models, at);
  const sharedJudged = judged(shared, models, at).filter((key) => key.enabled);
  const isSpent = sharedUsed >= part;
  const abilities = new Map<BotChain, Ability>();
  function abilityFor(botId: string | null): Ability {
    const chain = chainOf(botId);
    const ability =
      abilities.get(chain) ??
      sharedAbility(abilityOf(chain, [...keys, ...(isSpent ? [] : sharedJudged)], board, now));
    abilities.set(chain, ability);
    return ability;
  }
  /** The platform's keys are not the tenant's to mend, and its part of them comes back tomorrow. */
  function sharedAbility(ability: Ability): Ability {
    if (sharedJudged.length === 0 || ability.kind === "works") return ability;
    if (isSpent && ability.kind === "broken")
      return { kind: "waiting", reason: "limits", class: null, until: dayEnds, keyId: null };
    const isRefused =
      ability.kind === "broken" && ability.class !== null && !keys.some(({ enabled }) => enabled);
    if (isRefused && (ability.reason === "keys_refused" || ability.reason === "keys_unreadable"))
      return { ...ability, reason: "shared_refused", class: null, keyId: null };
    return keys.some(({ id }) => id === ability.keyId) ? ability : { ...ability, keyId: null };
  }
  return {
    ...{ now, served, keys, chainOf, abilityOf: abilityFor, board, limits: own.limits, counts: own.counts },
    ownOrders: lists.rows.flatMap(({ botId }) => botId ?? []),
    shared:
      part > 0 ? { limit: part, used: Math.min(sharedUsed, part), until: dayEnds, keys: sharedJudged } : null,
  };
}
