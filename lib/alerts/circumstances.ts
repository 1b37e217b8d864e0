// Reads what a tenant's causes are derived from.
import { forecasts } from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { readHealth } from "../health/read.ts";
import { entriesOf } from "../models/order.ts";
import { successorOf } from "../models/usable.ts";
import { keyIds, readable } from "../secrets.ts";
import { tenantDb } from "../tenant-db.ts";
import type { Circumstances } from "./causes.ts";

const BOTS = `
  SELECT b."id", b."username", b."enabled", coalesce(l."state", 'off') AS "state", ${readable(`b."token"`, "$2")} AS "readable"
  FROM "Bot" AS b LEFT JOIN "BotLease" AS l ON l."botId" = b."id"
  WHERE b."tenantId" = $1 ORDER BY b."createdAt", b."id"`;

/** @returns null: the tenant is gone */
export async function readCircumstances(tenantId: string): Promise<Circumstances | null> {
  const own = tenantDb({ tenantId });
  if (!(await own.tenant.findFirst({ where: { id: tenantId }, select: { id: true } }))) return null;
  const [health, { rows: bots }, lists] = await Promise.all([
    readHealth({ tenantId, role: "owner", actorId: null }),
    own.query<Omit<Circumstances["bots"][number], "ability">>({ name: "alert bots", text: BOTS }, [
      tenantId,
      keyIds(),
    ]),
    // Only orders that somebody of the tenant made: the platform's renews itself.
    own.modelList.findMany({ where: { tenantId } }),
  ]);
  const { now, keys, chainOf, abilityOf, board, limits, counts } = health;

  const wanted = new Set(
    lists.flatMap((list) => entriesOf(list).flatMap(({ model, enabled }) => (enabled ? [model] : []))),
  );
  const retired = new Set(lists.flatMap(({ botId }) => chainOf(botId).tried.retired));
  const gone = [...retired].filter((model) => wanted.has(model));
  const successors =
    gone.length > 0
      ? await own.model.findMany({ where: { name: { in: gone } }, select: { name: true, successor: true } })
      : [];
  const offered = keys.flatMap(({ enabled, models }) => (enabled ? models : []));

  return {
    bots: bots.map((bot) => ({ ...bot, ability: abilityOf(bot.id) })),
    keys,
    limits: forecasts(limits, counts, now, spanOf).filter(({ window }) => window === "day"),
    retired: gone.map((model) => ({
      model,
      successor: successorOf(
        model,
        successors.find(({ name }) => name === model)?.successor ?? null,
        offered,
      ),
    })),
    ends: board.all().flatMap(({ until }) => (until === null ? [] : [until])),
    now,
  };
}
