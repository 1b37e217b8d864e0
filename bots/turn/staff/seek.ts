// Looks for topics in groups of the staff that are behind, and asks for each in the group's lane. All that it goes by is in
// the database, so nothing is lost with a worker, and a conversation that needs nobody costs nothing.
import { pool } from "#lib/db.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import { log } from "#lib/log.ts";
import { isTransient } from "../../queue/database.ts";
import { NOW } from "../../queue/inbox.ts";
import { NEEDS_STAFF, UNPOSTED } from "./entries.ts";

const LOOK_MS = 1_000;
const AT_ONCE = 50;
/** Longer than a group with many topics is behind: whoever should have written it has died before it was stored, or knew nothing of topics. */
const LOST = "interval '10 minutes'";

// Waiting conversations of a day: what waited before the group was linked, or was left alone for long, opens no topic.
const SEEK = `
  WITH candidate AS (
    SELECT g."tenantId", g."botId", g."chatId", g."linkedAt", each."id"
    FROM "StaffGroup" AS g JOIN "Bot" AS b ON b."id" = g."botId" AND b."enabled", LATERAL (
      SELECT c."id" FROM "Conversation" AS c
      WHERE c."tenantId" = g."tenantId" AND c."botId" = g."botId" AND c."waitingSince" IS NOT NULL AND c."lastAt" > now() - interval '1 day'
      UNION
      SELECT c."id" FROM "Conversation" AS c
      WHERE c."tenantId" = g."tenantId" AND c."botId" = g."botId" AND c."takenUntil" > now()
      UNION
      SELECT t."conversationId" FROM "StaffTopic" AS t
      WHERE t."tenantId" = g."tenantId" AND t."botId" = g."botId" AND t."closedAt" IS NULL) AS each
    WHERE g."troubleAt" IS NULL OR g."troubleAt" < now() - interval '1 minute'),
  due AS (
    SELECT c."id", c."tenantId", c."botId", g."chatId", coalesce(t."closedAt" IS NOT NULL, true) AS "opens",
      least(now(), botfactory_waits_since(c), (SELECT min(a."startedAt") FROM (
        SELECT "startedAt" FROM "Answer" WHERE "conversationId" = c."id" ORDER BY "startedAt" DESC LIMIT 3) AS a)) AS "since"
    FROM candidate AS g JOIN "Conversation" AS c ON c."id" = g."id"
    LEFT JOIN "StaffTopic" AS t ON t."conversationId" = c."id"
    WHERE c."chatId" < 4503599627370496 AND (t."queuedAt" IS NULL OR t."queuedAt" < now() - ${LOST}) AND
      CASE WHEN t."closedAt" IS NULL AND t."conversationId" IS NOT NULL
        THEN NOT ${NEEDS_STAFF} OR EXISTS (${UNPOSTED})
        ELSE ${NEEDS_STAFF} END
    ORDER BY c."id" LIMIT ${AT_ONCE}),
  marked AS (
    INSERT INTO "StaffTopic" AS t ("conversationId", "tenantId", "botId", "openedAt", "queuedAt")
    SELECT "id", "tenantId", "botId", "since", now() FROM due
    ON CONFLICT ("conversationId") DO UPDATE SET "queuedAt" = now(),
      "openedAt" = CASE WHEN t."closedAt" IS NULL THEN t."openedAt" ELSE excluded."openedAt" END
      WHERE t."queuedAt" IS NULL OR t."queuedAt" < now() - ${LOST}
    RETURNING "conversationId" AS "id"),
  told AS (SELECT due.* FROM due JOIN marked USING ("id")),
  lane AS (
    INSERT INTO "Lane" AS l ("tenantId", "botId", "chatId", "threadId", "arrivals", "readyAt")
    SELECT DISTINCT "tenantId", "botId", "chatId", 0, 1, ${NOW} FROM told
    ON CONFLICT ("botId", "chatId", "threadId") DO UPDATE
      SET "arrivals" = l."arrivals" + 1, "readyAt" = coalesce(l."readyAt", excluded."readyAt")
    RETURNING "id", "botId")
  INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload")
  SELECT told."tenantId", told."botId", u."updateId", lane."id", jsonb_build_object('update_id', u."updateId", 'staff',
    jsonb_build_object('chatId', told."chatId", 'threadId', 0, 'conversationId', told."id"))
  FROM told JOIN lane USING ("botId"), LATERAL (SELECT -1 - floor(random() * 2 ^ 47)::bigint + 0 * length(told."id"::text) AS "updateId") AS u
  RETURNING "botId"`;

/** Queues what is behind, of all tenants. @returns the bots concerned */
export async function queueTopics(): Promise<string[]> {
  const { rows } = await pool.query<{ botId: string }>({ name: "queue topics", text: SEEK });
  return [...new Set(rows.map(({ botId }) => botId))];
}

/** @param arrived told of a bot in whose lanes something waits */
export function startStaff(live: LiveConfig, arrived: (botId: string) => void): { stop(): Promise<void> } {
  let looking: Promise<void> | null = null;
  async function look(): Promise<void> {
    try {
      for (const botId of await queueTopics()) arrived(botId);
    } catch (error) {
      // That the database is away is reported by the lanes.
      if (!isTransient(error)) log.error({ reason: (error as Error).message }, "topics were not looked for");
    }
  }
  const timer = setInterval(() => {
    if (looking || ![...live.bots()].some(({ staff }) => staff)) return;
    looking = look().finally(() => {
      looking = null;
    });
  }, LOOK_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
