// How many people wait for an answer now, for the start page.
import type { Context } from "../context.ts";
import { one } from "../db.ts";
import { FIRST_PAGE_CHAT } from "../page-chat/place.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";

/** At most so many conversations are looked at, the latest, since each costs two look-ups. */
const LOOKED_AT = 200;

const COUNT = `
  SELECT count(*) FILTER (WHERE "waits" OR "isDraft")::int AS "people", count(*) FILTER (WHERE "isDraft")::int AS "drafts",
    count(*) = ${LOOKED_AT} AS "isMore"
  FROM (
    SELECT botfactory_waits_since(latest."c") IS NOT NULL AS "waits", botfactory_draft_since(latest."c") IS NOT NULL AS "isDraft"
    FROM (
      SELECT c FROM "Conversation" AS c
      WHERE c."tenantId" = $1 AND c."waitingSince" IS NOT NULL AND c."chatId" < ${FIRST_PAGE_CHAT}
      ORDER BY c."lastAt" DESC LIMIT ${LOOKED_AT}) AS latest) AS each`;

export interface WaitingFigures {
  people: number;
  /** Of these people, those for whom a draft waits for the account's owner. */
  drafts: number;
  /** Whether there may be more than these. */
  isMore: boolean;
}

export async function countWaiting(context: Context): Promise<WaitingFigures> {
  authorise(context, "viewAnswers");
  const { rows } = await tenantDb(context).query<WaitingFigures>(COUNT, [context.tenantId]);
  return one(rows);
}
