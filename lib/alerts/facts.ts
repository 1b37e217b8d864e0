// Reads what a tenant's causes are derived from.
import { loadLimits, loadRecentCounts } from "../chain-state/quota-store.ts";
import { forecasts } from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { entriesOf } from "../models/order.ts";
import { modelsToTry, successorOf } from "../models/usable.ts";
import { tenantDb } from "../tenant-db.ts";
import type { TenantFacts } from "./causes.ts";

const BOTS = `
  SELECT b."id", b."username", b."enabled", coalesce(l."state", 'off') AS "state"
  FROM "Bot" AS b LEFT JOIN "BotLease" AS l ON l."botId" = b."id" WHERE b."tenantId" = $1 ORDER BY b."createdAt", b."id"`;

/** `answeredSince` is looked up only for keys whose check was refused. */
const KEYS = `
  SELECT k."id", k."label", k."last4", k."projectId", p."label" AS "project", k."enabled", k."checkClass",
    coalesce(k."models", '{}') AS "models", coalesce(k."gone", '{}') AS "gone", k."listedAt", coalesce(k."checkClass", 'ok') <> 'ok' AND k."checkedAt" < (
      SELECT max(a."startedAt") FROM "Attempt" AS a
      WHERE a."tenantId" = $1 AND a."keyId" = k."id" AND a."class" = 'ok' AND a."startedAt" > k."checkedAt") AS "answeredSince"
  FROM "Key" AS k LEFT JOIN "Project" AS p ON p."id" = k."projectId"
  WHERE k."tenantId" = $1 ORDER BY k."position", k."id"`;

type BotRow = Pick<TenantFacts["bots"][number], "id" | "username" | "enabled" | "state">;
type KeyRow = TenantFacts["keys"][number] & { models: string[]; gone: string[]; listedAt: Date | null };

/** @returns null: the tenant is gone */
export async function readFacts(tenantId: string): Promise<TenantFacts | null> {
  const own = tenantDb({ tenantId });
  const now = new Date();
  const [tenant, bots, keys, parks, lists, catalogue, limits, counts] = await Promise.all([
    own.tenant.findFirst({ where: { id: tenantId }, select: { id: true } }),
    own.query<BotRow>({ name: "alert bots", text: BOTS }, [tenantId]),
    own.query<KeyRow>({ name: "alert keys", text: KEYS }, [tenantId]),
    own.park.findMany({
      where: { OR: [{ tenantId }, { tenantId: null }] },
      select: { scope: true, id: true, class: true, reason: true, until: true },
    }),
    own.modelList.findMany({ where: { OR: [{ tenantId }, { tenantId: null }] } }),
    own.model.findMany({
      select: { name: true, generates: true, seenAt: true, missingAt: true, successor: true },
    }),
    loadLimits(tenantId),
    loadRecentCounts(tenantId, now.getTime()),
  ]);
  if (!tenant) return null;
  const enabled = keys.rows.filter(({ enabled }) => enabled);
  const triedFor = new Map<string | null, ReturnType<typeof modelsToTry>>();
  const tried = (botId: string | null) => {
    const of = lists.some((list) => list.botId === botId) ? botId : null;
    const known = triedFor.get(of) ?? modelsToTry({ lists, botId: of, keys: enabled, catalogue, now });
    triedFor.set(of, known);
    return known;
  };
  // Only orders that somebody of the tenant made: of the platform's, which renews itself, nobody here needs to know.
  const ownLists = lists.filter((list) => list.tenantId !== null);
  const wanted = new Set(
    ownLists.flatMap((list) => entriesOf(list).flatMap(({ model, enabled: on }) => (on ? [model] : []))),
  );
  const gone = new Set(ownLists.flatMap((list) => tried(list.botId).retired));
  const offered = enabled.flatMap(({ models }) => models);
  const retired = catalogue.filter(
    ({ name, missingAt }) => wanted.has(name) && (missingAt || gone.has(name)),
  );
  const strangers = [...gone].filter((name) => wanted.has(name) && !catalogue.some((c) => c.name === name));
  return {
    tenantId,
    bots: bots.rows.map((bot) => ({
      ...bot,
      models: tried(bot.id).models,
      usable: tried(bot.id).usable,
    })),
    keys: keys.rows.map(({ answeredSince, ...key }) => ({ ...key, answeredSince: answeredSince ?? false })),
    parks,
    limits: forecasts(limits, counts, now.getTime(), spanOf).filter(({ window }) => window === "day"),
    retired: [...retired, ...strangers.map((name) => ({ name, successor: null }))].map(
      ({ name, successor }) => ({ model: name, successor: successorOf(name, successor, offered) }),
    ),
    now: now.getTime(),
  };
}
