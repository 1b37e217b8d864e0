// Claims on lanes: which worker handles a conversation now. Database time only; a fence on every write.
import type { Update } from "telegraf/types";
import { pool } from "#lib/db.ts";
import { isUpdate } from "./payload.ts";

/** A worker that does not renew for this long has lost its lanes. */
export const LANE_LEASE_SECONDS = 30;
/** An update is dead after this many failed turns; its lane goes on. */
export const MAX_FAILURES = 3;
/** Maximum number of waiting updates that one claim takes. */
export const BATCH = 20;

export interface WaitingUpdate {
  /** Id of the row in "Update". */
  id: number;
  update: Update;
  /** Unfinished claims, this one included. */
  tries: number;
  /** Deaths of workers that handled it alone. */
  lone: number;
  /** Failed turns. */
  failures: number;
  /** Walks and calls upstream that its question has cost in earlier turns. */
  walks: number;
  calls: number;
  receivedAt: Date;
}

export interface Claim {
  laneId: number;
  tenantId: string;
  botId: string;
  chatId: number;
  threadId: number;
  fence: number;
  arrivals: number;
  /** In Telegram's order; may be empty. */
  waiting: WaitingUpdate[];
  /** Ids of rows whose payload is not an update: they are never handled. */
  unreadable: readonly number[];
  /** Whether more may wait than this claim took. */
  more: boolean;
  /** Updates that arrived in the lane since the claim, as far as this worker knows: a hint only. */
  arrived: Update[];
  /** Called with each of these as it arrives. */
  notice?: (update: Update) => void;
}

interface Row extends Omit<Claim, "waiting" | "unreadable" | "more" | "arrived" | "notice"> {
  waiting: (Omit<WaitingUpdate, "update" | "receivedAt"> & { payload: unknown; receivedAt: string })[] | null;
}

/** Claims up to `limit` unclaimed lanes with waiting updates. */
export async function claimLanes(workerId: string, limit: number): Promise<Claim[]> {
  const { rows } = await pool.query<Row>(
    `WITH picked AS (
       SELECT "id" FROM "Lane"
       WHERE "readyAt" <= now() AND ("until" IS NULL OR "until" < now())
       ORDER BY "readyAt" LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED),
     lane AS (
       UPDATE "Lane" AS l
       SET "workerId" = $1, "fence" = l."fence" + 1, "until" = now() + interval '${LANE_LEASE_SECONDS} seconds'
       FROM picked WHERE l."id" = picked."id"
       RETURNING l."id" AS "laneId", l."tenantId", l."botId", l."chatId", l."threadId", l."fence", l."arrivals"),
     taken AS (
       UPDATE "Update" AS u SET "tries" = u."tries" + 1
       FROM lane, LATERAL (
         SELECT "id" FROM "Update" AS w WHERE w."laneId" = lane."laneId" AND w."state" = 'waiting'
         ORDER BY "id" LIMIT ${BATCH}) AS first
       WHERE u."id" = first."id"
       RETURNING u."id", u."laneId", u."payload", u."tries", u."lone", u."failures", u."walks", u."calls", u."receivedAt")
     SELECT lane.*, (
       SELECT json_agg(json_build_object('id', t."id", 'payload', t."payload", 'tries', t."tries", 'lone', t."lone",
                                         'failures', t."failures", 'walks', t."walks", 'calls', t."calls", 'receivedAt', t."receivedAt") ORDER BY t."id")
       FROM taken AS t WHERE t."laneId" = lane."laneId") AS "waiting"
     FROM lane`,
    [workerId, limit],
  );
  return rows.map((row) => {
    const taken = row.waiting ?? [];
    return {
      ...row,
      arrived: [],
      waiting: taken.flatMap(({ payload: update, receivedAt, ...rest }) =>
        isUpdate(update) ? [{ ...rest, update, receivedAt: new Date(receivedAt) }] : [],
      ),
      unreadable: taken.flatMap(({ id, payload }) => (isUpdate(payload) ? [] : [id])),
      more: taken.length >= BATCH,
    };
  });
}

/** @returns the commands that arrived in the lanes after they were claimed, stored by any worker */
export async function commandsSince(claims: readonly Claim[]): Promise<{ laneId: number; update: Update }[]> {
  const { rows } = await pool.query<{ laneId: number; payload: unknown }>(
    `SELECT u."laneId", u."payload"
     FROM unnest($1::bigint[], $2::bigint[]) AS c("laneId", "after")
     JOIN "Update" AS u ON u."laneId" = c."laneId" AND u."state" = 'waiting' AND u."id" > c."after"
     WHERE u."payload" -> 'message' ->> 'text' LIKE '/%'`,
    [claims.map(({ laneId }) => laneId), claims.map(({ waiting }) => waiting.at(-1)?.id ?? 0)],
  );
  return rows.flatMap(({ laneId, payload }) => (isUpdate(payload) ? [{ laneId, update: payload }] : []));
}

/** Renews the claims. @returns the lanes that the worker still holds */
export async function renewLanes(workerId: string, claims: readonly Claim[]): Promise<Set<number>> {
  const { rows } = await pool.query<{ id: number }>(
    `UPDATE "Lane" AS l SET "until" = now() + interval '${LANE_LEASE_SECONDS} seconds'
     FROM unnest($2::bigint[], $3::bigint[]) AS c("id", "fence")
     WHERE l."id" = c."id" AND l."fence" = c."fence" AND l."workerId" = $1
     RETURNING l."id"`,
    [workerId, claims.map(({ laneId }) => laneId), claims.map(({ fence }) => fence)],
  );
  return new Set(rows.map(({ id }) => id));
}
