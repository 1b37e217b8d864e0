// Polled by open pages every few seconds: has anything on the page changed?
import { kindsFor } from "../alerts/kinds.ts";
import { countOwnCauses } from "../alerts/list.ts";
import type { Context } from "../context.ts";
import { one } from "../db.ts";
import { tenantDb } from "../tenant-db.ts";
import { noteGoneWorkers } from "./gone-workers.ts";
import { countWorkers } from "./workers.ts";

export interface Pulse {
  /** Living workers. */
  workers: number;
  /** Open alerts that this member sees. */
  alerts: number;
  /** Change markers; one differs when its page has changed. */
  marks: {
    bots: string;
    keys: string;
    models: string;
    answers: string;
    conversations: string;
    health: string;
  };
}

/** Cheap: a few index reads. Allowed for every role. */
export async function pulseOf(context: Context): Promise<Pulse> {
  const query = tenantDb(context).query<
    Record<"version" | "leases" | "parks" | "checks" | "answer" | "message", string | null> & {
      causes: number;
    }
  >(
    `SELECT
       (SELECT "configVersion"::text FROM "Tenant" WHERE "id" = $1) AS "version",
       (SELECT md5(string_agg(concat("botId", "state", "since", "until" > now()), ',' ORDER BY "botId"))
        FROM "BotLease" WHERE "tenantId" = $1) AS "leases",
       (SELECT concat(count(*), max("updatedAt")) FROM "Park" WHERE "tenantId" = $1 OR "tenantId" IS NULL) AS "parks",
       (SELECT max("checkedAt")::text FROM "Key" WHERE "tenantId" = $1) AS "checks",
       (SELECT count(*)::int FROM "AlertCause" WHERE "tenantId" = $1 AND "solvedAt" IS NULL AND "kind" = ANY($2::"AlertKind"[])) AS "causes",
       (SELECT concat("id", "state") FROM "Answer" WHERE "tenantId" = $1 ORDER BY "startedAt" DESC LIMIT 1) AS "answer",
       (SELECT concat("id", "changedAt") FROM "ChatMessage" WHERE "tenantId" = $1 ORDER BY "changedAt" DESC LIMIT 1) AS "message"`,
    [context.tenantId, kindsFor(context.role)],
  );
  const [{ rows }, workers, own] = await Promise.all([query, countWorkers(), countOwnCauses(context)]);
  const { version, leases, parks, checks, answer, message, causes } = one(rows);
  if (workers === 0) void noteGoneWorkers();
  const served = String(workers > 0);
  const mark = (...parts: (string | null)[]) => parts.join(" ");
  return {
    workers,
    alerts: causes + own,
    marks: {
      bots: mark(version, leases, parks, checks, answer, served),
      keys: mark(version, parks, checks, answer),
      models: mark(version, answer),
      answers: mark(answer),
      conversations: mark(version, answer, message),
      health: mark(version, leases, parks, checks, served),
    },
  };
}
