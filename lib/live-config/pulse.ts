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
  /** Change markers; one differs when its page has changed. None comes back: not when something came and went either. */
  marks: {
    bots: string;
    keys: string;
    models: string;
    answers: string;
    conversations: string;
    health: string;
  };
}

/** More than one: what began earlier may be stored later. As many as the first page of a list shows. */
const NEWEST = 50;

/** Cheap: a few index reads. Allowed for every role. */
export async function pulseOf(context: Context): Promise<Pulse> {
  const query = tenantDb(context).query<
    Record<
      "version" | "leases" | "parks" | "checks" | "wakes" | "answer" | "message" | "draft",
      string | null
    > & {
      causes: number;
    }
  >(
    `SELECT
       (SELECT "configVersion"::text FROM "Tenant" WHERE "id" = $1) AS "version",
       (SELECT md5(string_agg(concat_ws(' ', "botId", "state", "since", "fence", "lapses", "until" > now()), ',' ORDER BY "botId"))
        FROM "BotLease" WHERE "tenantId" = $1) AS "leases",
       (SELECT sum("revision")::text FROM "ParkRevision" WHERE "tenantId" = $1 OR "tenantId" IS NULL) AS "parks",
       (SELECT md5(string_agg(concat("id", "checkedAt"), ',' ORDER BY "id")) FROM "Key" WHERE "tenantId" = $1) AS "checks",
       (SELECT md5(string_agg(concat("id", "wakes"), ',' ORDER BY "id")) FROM "Worker" WHERE "wakes" > 0) AS "wakes",
       (SELECT count(*)::int FROM "AlertCause" WHERE "tenantId" = $1 AND "solvedAt" IS NULL AND "kind" = ANY($2::"AlertKind"[])) AS "causes",
       (SELECT md5(string_agg(concat("id", "state"), ',')) FROM (SELECT "id", "state" FROM "Answer" WHERE "tenantId" = $1
        ORDER BY "startedAt" DESC, "id" LIMIT ${NEWEST}) AS newest) AS "answer",
       (SELECT md5(string_agg(concat("id", "changedAt"), ',')) FROM (SELECT "id", "changedAt" FROM "ChatMessage" WHERE "tenantId" = $1
        ORDER BY "changedAt" DESC LIMIT ${NEWEST}) AS newest) AS "message",
       (SELECT md5(string_agg(concat("id", "state"), ',')) FROM (SELECT "id", "state" FROM "BusinessDraft" WHERE "tenantId" = $1
        ORDER BY "at" DESC, "id" LIMIT ${NEWEST}) AS newest) AS "draft"`,
    [context.tenantId, kindsFor(context.role)],
  );
  const [{ rows }, workers, own] = await Promise.all([query, countWorkers(), countOwnCauses(context)]);
  const { version, leases, parks, checks, wakes, answer, message, draft, causes } = one(rows);
  if (workers === 0) void noteGoneWorkers();
  const served = `${workers > 0} ${wakes}`;
  const mark = (...parts: (string | null)[]) => parts.join(" ");
  return {
    workers,
    alerts: causes + own,
    marks: {
      bots: mark(version, leases, parks, checks, answer, served),
      keys: mark(version, parks, checks, answer),
      models: mark(version, answer),
      answers: mark(answer),
      conversations: mark(version, answer, message, draft),
      health: mark(version, leases, parks, checks, served),
    },
  };
}
