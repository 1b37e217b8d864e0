// Claims on lanes: who handles a conversation now. Database time only; a fencing number on every write.
import type { Update } from "telegraf/types";
import { pool } from "#lib/db.ts";
import { isUpdate } from "./payload.ts";

/** A worker that does not renew for this long has lost its lanes. */
export const LANE_LEASE_SECONDS = 30;
/** After this many turns that failed on it, an update is dead, and its lane goes on. */
export const MAX_FAILURES = 3;
/** So also after this many claims without an end: it may be what ends the process, but most often it is not. */
export const MAX_TRIES = 20;
/** How many waiting updates one claim takes. */
export const BATCH = 20;

export interface WaitingUpdate {
  /** Our row. */
  id: number;
  update: Update;
  /** Claims without an end, this one included. */
  tries: number;
  /** Turns that failed on it. */
  failures: number;
  /** Walks and calls upstream that its question has cost so far. */
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
  /** Our rows whose payload is no update: never to be handled. */
  unreadable: readonly number[];
  /** More may wait than one claim takes. */
  more: boolean;
  /** What came to the lane since, as far as this worker knows: nothing may rely on it. */
  arrived: Update[];
  /** Called with each of these as it comes. */
  notice?: (update: Update) => void;
}

interface Row extends Omit<Claim, "waiting" | "unreadable" | "more" | "arrived" | "notice"> {
  waiting: (Omit<WaitingUpdate, "update" | "receivedAt"> & { payload: unknown; receivedAt: string })[] | null;
}

/** Takes up to `limit` lanes that have something waiting and are nobody's. */
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
       RETURNING u."id", u."laneId", u."payload", u."tries", u."failures", u."walks", u."calls", u."receivedAt")
     SELECT lane.*, (
       SELECT json_agg(json_build_object('id', t."id", 'payload', t."payload", 'tries', t."tries",
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

/** @returns the commands that came to the lanes after they were claimed, whichever worker stored them. */
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

/** Keeps the claims of a worker that is alive. @returns the lanes that it still holds. */
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
