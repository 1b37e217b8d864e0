// Polled by open pages every few seconds: has anything on the page changed?
import type { Context } from "../context.ts";
import { one } from "../db.ts";
import { tenantDb } from "../tenant-db.ts";
import { countWorkers } from "./workers.ts";

export interface Pulse {
  /** Living workers. */
  workers: number;
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

/** Cheap: six index reads. Allowed for every role. */
export async function pulseOf(context: Context): Promise<Pulse> {
  const query = tenantDb(context).query<
    Record<"version" | "leases" | "parks" | "checks" | "answer" | "message", string | null>
  >(
    `SELECT
       (SELECT "configVersion"::text FROM "Tenant" WHERE "id" = $1) AS "version",
       (SELECT md5(string_agg(concat("botId", "state", "since", "until" > now()), ',' ORDER BY "botId"))
        FROM "BotLease" WHERE "tenantId" = $1) AS "leases",
       (SELECT concat(count(*), max("updatedAt")) FROM "Park" WHERE "tenantId" = $1 OR "tenantId" IS NULL) AS "parks",
       (SELECT max("checkedAt")::text FROM "Key" WHERE "tenantId" = $1) AS "checks",
       (SELECT concat("id", "state") FROM "Answer" WHERE "tenantId" = $1 ORDER BY "startedAt" DESC LIMIT 1) AS "answer",
       (SELECT concat("id", "changedAt") FROM "ChatMessage" WHERE "tenantId" = $1 ORDER BY "changedAt" DESC LIMIT 1) AS "message"`,
    [context.tenantId],
  );
  const [{ rows }, workers] = await Promise.all([query, countWorkers()]);
  const { version, leases, parks, checks, answer, message } = one(rows);
  const mark = (...parts: (string | null)[]) => parts.join(" ");
  return {
    workers,
    marks: {
      bots: mark(version, leases, parks, checks, answer),
      keys: mark(version, parks, checks, answer),
      models: mark(version, answer),
      answers: mark(answer),
      conversations: mark(answer, message),
      health: mark(version, leases, parks, checks),
    },
  };
}
