// Claims on lanes: which worker handles a conversation now. Database time only; a fence on every write.
import type { Update } from "telegraf/types";
import { fromStored, now, toStored } from "#lib/chain-state/shared-clock.ts";
import type { ConversationRow } from "#lib/conversations/conversations.ts";
import { one, pool } from "#lib/db.ts";
import { systemClock } from "#lib/fallback/index.ts";
import { IS_BY_OWNER } from "./business-update.ts";
import { type ChatFacts, chatFactsOf } from "./chat-facts.ts";
import { Hold, LEASE_SECONDS } from "./hold.ts";
import { isUpdate } from "./payload.ts";

/** SQL: how long a lease is. */
export const LEASE = `interval '${LEASE_SECONDS} seconds'`;

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

export interface Claim extends ChatFacts {
  laneId: number;
  tenantId: string;
  botId: string;
  chatId: number;
  threadId: number;
  fence: number;
  hold: Hold;
  arrivals: number;
  /** In Telegram's order; may be empty. */
  waiting: WaitingUpdate[];
  /** Ids of rows whose payload is not an update: they are never handled. */
  unreadable: readonly number[];
  /** Whether more may wait than this claim took. */
  more: boolean;
  /** Updates that arrived in the lane since the claim, as far as this worker knows: a hint only. */
  arrived: Update[];
  /** Whether the lane was due again when it was released. */
  due?: boolean;
  /** Called with each of these as it arrives. */
  readonly listeners: Set<(update: Update) => void>;
  /** Whether more may be taken while it is handled: a group's, where one person's turn must not hold up the others. */
  mayGrow: boolean;
  /** Called when more has arrived. */
  grew?: () => void;
  /** The conversation as the statement that claimed the lane read it, with its title. Good for the first unit only. */
  opened?: ConversationRow & { title: string; username: string };
}

type Taken =
  | (Omit<WaitingUpdate, "update" | "receivedAt"> & { payload: unknown; receivedAt: string })[]
  | null;

type Row = Pick<Claim, "laneId" | "tenantId" | "botId" | "chatId" | "threadId" | "fence" | "arrivals"> &
  ChatFacts & { waiting: Taken };

/** SQL: the updates of a lane that the CTE "taken" has taken. */
const TAKEN = `SELECT json_agg(json_build_object('id', t."id", 'payload', t."payload", 'tries', t."tries", 'lone', t."lone",
                                         'failures', t."failures", 'walks', t."walks", 'calls', t."calls", 'receivedAt', t."receivedAt") ORDER BY t."id")
       FROM taken AS t`;
const RETURNING = `u."id", u."laneId", u."payload", u."tries", u."lone", u."failures", u."walks", u."calls", u."receivedAt"`;

/** A claim that was asked for at `askedAt`, by the monotonic clock. */
export const claimOf = (
  row: Omit<Row, "waiting">,
  { askedAt, ...taken }: Pick<Claim, "waiting" | "unreadable" | "more"> & { askedAt: number },
): Claim => ({
  ...row,
  ...taken,
  hold: new Hold(askedAt),
  arrived: [],
  listeners: new Set(),
  mayGrow: row.chatId < 0,
});

/** A time of Postgres in JSON, by the shared clock. */
export const dateOf = (stored: string): Date => new Date(fromStored(Date.parse(stored)));

const readable = (taken: Taken): WaitingUpdate[] =>
  (taken ?? []).flatMap(({ payload: update, receivedAt, ...rest }) =>
    isUpdate(update) ? [{ ...rest, update, receivedAt: dateOf(receivedAt) }] : [],
  );
const unreadable = (taken: Taken): number[] =>
  (taken ?? []).flatMap(({ id, payload }) => (isUpdate(payload) ? [] : [id]));

/** How a worker claims. */
export interface Places {
  /** How many lanes it handles at once. */
  total: number;
  /** The claims that it handles now. */
  running: readonly Claim[];
  /** Whether leases that ran out may be taken over (contact.ts). */
  takeOver: boolean;
  /** Whether the reply to the claim before was lost: lanes of this worker that it does not handle are claimed anew. */
  unheard: boolean;
  /** Where the claim before ended; this one changes it. */
  round: ClaimRound;
}

/** How far a worker's claims have come in the bots with waiting lanes, in the order of their ids. */
export interface ClaimRound {
  /** The last bot; null: begins anew. */
  after: string | null;
  /** Set where a later statement of a claim failed: lanes that it claimed are not among those that were returned. */
  isCut?: boolean;
}

/** At most this many bots are looked at by one statement: each costs a step through the index, and locks. */
const BOTS_AT_ONCE = 256;
/** Of the lanes that a statement looks at it locks at most so many for each that it may claim, and one of each bot. */
const LOCKS = "4.0";

/**
 * Whether the worker may take `more` lanes of the bot beside these, without looking at what others wait for: the bounds of
 * claimLanes.
 */
export function hasRoom(
  { tenantId, botId, more }: { tenantId: string; botId: string; more: number },
  running: Iterable<Pick<Claim, "tenantId" | "botId">>,
  total: number,
): boolean {
  let [left, ofBot, ofTenant] = [total, 0, 0];
  for (const each of running) {
    left--;
    if (each.botId === botId) ofBot++;
    if (each.tenantId === tenantId) ofTenant++;
  }
  return more <= (left - ofBot) / 2 && ofTenant + more <= (left + ofTenant) / 2;
}

/** Leases are not taken over while the database's time is further than this from what we expect: it has stepped. */
const EXPECTED_MS = 3_000;
/** A `readyAt` or `until` further ahead than any of ours was written before the database's clock stepped back. */
export const STEPPED = "now() + interval '1 minute'";

/**
 * Claims up to `limit` lanes with waiting updates. A tenant gets at most half of the places that the others leave, and
 * so does a bot, so that whoever comes next finds one; who has least under way comes first. Of very many bots some are looked at
 * first, others by the next claims (decision 19). A lane that was claimed since the statement began is left to the next claim: it is
 * locked as it is now, but its updates are seen as they were.
 */
export async function claimLanes(
  workerId: string,
  limit: number,
  places: Partial<Places> = {},
): Promise<Claim[]> {
  const { running = [], round = { after: null } } = places;
  const claims: Claim[] = [];
  const start = round.after;
  let isSecondPass = start === null;
  while (claims.length < limit) {
    const asked = { ...places, running: [...running, ...claims], round };
    const some = await claimSome(workerId, limit - claims.length, asked).catch((error: unknown) => {
      if (claims.length === 0) throw error;
      round.isCut = true;
      return null;
    });
    // What is claimed already is not lost with the rest.
    if (!some) break;
    const { bots, last, claimed } = some;
    claims.push(...claimed);
    const isEnd = bots < BOTS_AT_ONCE;
    round.after = isEnd ? null : last;
    if (isSecondPass && (isEnd || (start !== null && last !== null && last >= start))) break;
    if (isEnd) isSecondPass = true;
  }
  return claims;
}

type LookedAt = { bots: number; last: string | null };

async function claimSome(
  workerId: string,
  limit: number,
  places: Partial<Places> & Pick<Places, "running" | "round">,
): Promise<LookedAt & { claimed: Claim[] }> {
  const { total = Number.POSITIVE_INFINITY, running, round, takeOver = true, unheard = false } = places;
  const askedAt = systemClock.now();
  const left = Number.isFinite(total) ? total - running.length : 2 * limit;
  const { rows } = await pool.query<LookedAt & { [K in keyof Row]: Row[K] | null }>({
    name: "claim",
    text: `WITH RECURSIVE busy AS (
       SELECT "tenantId", "botId", count(*) AS "lanes"
       FROM unnest($3::uuid[], $4::uuid[]) AS b("tenantId", "botId") GROUP BY 1, 2),
     bot AS (
       (SELECT "botId", "tenantId", 1 AS "n" FROM "Lane"
        WHERE "readyAt" IS NOT NULL AND "botId" > coalesce($10, '00000000-0000-0000-0000-000000000000'::uuid)
        ORDER BY "botId" LIMIT 1)
       UNION ALL
       SELECT following.*, bot."n" + 1 FROM bot, LATERAL (
         SELECT "botId", "tenantId" FROM "Lane" WHERE "readyAt" IS NOT NULL AND "botId" > bot."botId"
         ORDER BY "botId" LIMIT 1) AS following
       WHERE bot."n" < ${BOTS_AT_ONCE}),
     seen_bots AS (
       SELECT count(*)::int AS "bots", (SELECT "botId" FROM bot ORDER BY "n" DESC LIMIT 1) AS "last" FROM bot),
     due AS (
       SELECT bot."tenantId", free.*, coalesce(busy."lanes", 0) + row_number() OVER (
         PARTITION BY bot."botId" ORDER BY free."readyAt") AS "nth"
       FROM seen_bots, bot LEFT JOIN busy USING ("botId"), LATERAL (
         SELECT "id", "readyAt", "fence" FROM "Lane"
         WHERE "botId" = bot."botId" AND ("readyAt" <= now() OR "readyAt" > ${STEPPED})
           AND ("until" IS NULL OR $6 AND abs(extract(epoch from now()) * 1000 - $9) < ${EXPECTED_MS} AND ("until" < now() OR "until" > ${STEPPED}) OR $8 AND "workerId" = $1)
           AND "id" <> ALL($5::bigint[])
         ORDER BY "readyAt" LIMIT least(greatest(0, ceil(($7 - coalesce(busy."lanes", 0)) / 2.0)), ceil(${LOCKS} * $2 / seen_bots."bots"))
         FOR NO KEY UPDATE SKIP LOCKED) AS free),
     ranked AS (
       SELECT due.*, own."lanes", own."lanes" + row_number() OVER (
         PARTITION BY "tenantId" ORDER BY "nth", "readyAt") AS "turn"
       FROM due, LATERAL (
         SELECT coalesce(sum(busy."lanes"), 0) AS "lanes" FROM busy WHERE busy."tenantId" = due."tenantId") AS own),
     picked AS (
       SELECT "id" FROM ranked JOIN "Lane" AS seen USING ("id", "fence")
       WHERE "turn" <= ceil(($7 + "lanes") / 2.0) ORDER BY "turn", ranked."readyAt" LIMIT $2),
     lane AS (
       UPDATE "Lane" AS l
       SET "workerId" = $1, "fence" = l."fence" + 1, "until" = now() + ${LEASE}
       FROM picked WHERE l."id" = picked."id"
       RETURNING l."id" AS "laneId", l."tenantId", l."botId", l."chatId", l."threadId", l."fence"),
     taken AS (
       UPDATE "Update" AS u SET "tries" = u."tries" + 1
       FROM lane, LATERAL (
         SELECT "id" FROM "Update" AS w WHERE w."laneId" = lane."laneId" AND w."state" = 'waiting'
         ORDER BY "id" LIMIT ${BATCH}) AS first
       WHERE u."id" = first."id"
       RETURNING ${RETURNING})
     SELECT seen_bots.*, lane.*, seen."arrivals", ${chatFactsOf("seen")}, (
       ${TAKEN} WHERE t."laneId" = lane."laneId") AS "waiting"
     FROM seen_bots LEFT JOIN (lane JOIN "Lane" AS seen ON seen."id" = lane."laneId") ON true`,
    values: [
      workerId,
      limit,
      running.map(({ tenantId }) => tenantId),
      running.map(({ botId }) => botId),
      running.map(({ laneId }) => laneId),
      takeOver,
      left,
      unheard,
      toStored(now()),
      round.after,
    ],
  });
  const { bots, last } = one(rows);
  const claimed = rows.flatMap(({ waiting, bots: _, last: __, ...row }) =>
    row.laneId === null
      ? []
      : claimOf(row as Omit<Row, "waiting">, {
          askedAt,
          waiting: readable(waiting),
          unreadable: unreadable(waiting),
          more: (waiting ?? []).length >= BATCH,
        }),
  );
  return { bots, last, claimed };
}

/**
 * Takes what arrived in the lane after the claim, if all of it is new: the order of what was tried before is the claim's.
 * @returns what was taken; it is also among the claim's waiting
 */
export async function takeMore(claim: Claim): Promise<WaitingUpdate[]> {
  const { rows } = await pool.query<{ arrivals: number; waiting: Taken }>(
    `WITH lane AS (SELECT "id", "arrivals" FROM "Lane" WHERE "id" = $1 AND "fence" = $2),
     first AS (
       SELECT w."id", w."tries" FROM lane JOIN "Update" AS w ON w."laneId" = lane."id"
       WHERE w."state" = 'waiting' AND w."id" > $3 ORDER BY w."id" LIMIT ${BATCH}),
     taken AS (
       UPDATE "Update" AS u SET "tries" = 1 FROM first
       WHERE u."id" = first."id" AND NOT EXISTS (SELECT 1 FROM first WHERE "tries" > 0)
       RETURNING ${RETURNING})
     SELECT lane."arrivals", (${TAKEN}) AS "waiting" FROM lane`,
    [claim.laneId, claim.fence, claim.waiting.at(-1)?.id ?? 0],
  );
  const [row] = rows;
  // One that this version cannot read is left to the next claim, and what is behind it.
  if (!row?.waiting || unreadable(row.waiting).length > 0) return [];
  const taken = readable(row.waiting);
  claim.arrivals = row.arrivals;
  claim.more ||= taken.length >= BATCH;
  claim.waiting.push(...taken);
  const known = new Set(taken.map(({ update }) => update.update_id));
  claim.arrived = claim.arrived.filter(({ update_id }) => !known.has(update_id));
  return taken;
}

/**
 * What happened in the lanes after they were claimed, stored by any process.
 * @returns commands and stops of drafts, lanes in which anything arrived that may be taken, and lanes whose conversation an operator has
 */
export async function arrivedSince(
  claims: readonly Claim[],
): Promise<{ commands: { laneId: number; update: Update }[]; grown: Set<number>; taken: Set<number> }> {
  const growing = claims.filter(({ mayGrow }) => mayGrow);
  const { rows } = await pool.query<{ laneId: number; payload: unknown; taken: boolean }>(
    `SELECT u."laneId", u."payload", false AS "taken"
     FROM unnest($1::bigint[], $2::bigint[]) AS c("laneId", "after")
     JOIN "Update" AS u ON u."laneId" = c."laneId" AND u."state" = 'waiting' AND u."id" > c."after"
     WHERE u."payload" -> 'message' ->> 'text' LIKE '/%' OR u."payload" ? 'stopped_message_generation' OR ${IS_BY_OWNER}
     UNION ALL
     SELECT l."id", NULL, false FROM unnest($3::bigint[], $4::int[]) AS c("laneId", "arrivals")
     JOIN "Lane" AS l ON l."id" = c."laneId" AND l."arrivals" <> c."arrivals"
     UNION ALL
     SELECT l."id", NULL, true FROM unnest($1::bigint[]) AS c("laneId") JOIN "Lane" AS l ON l."id" = c."laneId"
     JOIN "Conversation" AS k USING ("botId", "chatId", "threadId") WHERE k."takenUntil" > now()`,
    [
      claims.map(({ laneId }) => laneId),
      claims.map(({ waiting }) => waiting.at(-1)?.id ?? 0),
      growing.map(({ laneId }) => laneId),
      growing.map(({ arrivals }) => arrivals),
    ],
  );
  return {
    commands: rows.flatMap(({ laneId, payload }) => (isUpdate(payload) ? [{ laneId, update: payload }] : [])),
    grown: new Set(
      rows.flatMap(({ laneId, payload, taken }) => (payload === null && !taken ? [laneId] : [])),
    ),
    taken: new Set(rows.flatMap(({ laneId, taken }) => (taken ? [laneId] : []))),
  };
}

/**
 * @param leased the table, in quotes, with the column by which `idOf` names a claim
 * @returns ids of those that the worker still holds
 */
export async function renewLeases<C extends { fence: number; hold: Hold }, Id extends string | number>(
  { table, column, type }: { table: string; column: string; type: "uuid" | "bigint" },
  workerId: string,
  claims: readonly C[],
  idOf: (claim: C) => Id,
): Promise<Set<Id>> {
  const askedAt = systemClock.now();
  const { rows } = await pool.query<{ id: Id }>(
    `UPDATE ${table} AS r SET "until" = now() + ${LEASE} FROM unnest($2::${type}[], $3::bigint[]) AS c("id", "fence")
     WHERE r.${column} = c."id" AND r."fence" = c."fence" AND r."workerId" = $1 RETURNING r.${column} AS "id"`,
    [workerId, claims.map(idOf), claims.map(({ fence }) => fence)],
  );
  const held = new Set(rows.map(({ id }) => id));
  for (const claim of claims) if (held.has(idOf(claim))) claim.hold.renewed(askedAt);
  return held;
}

/** @returns the lanes that the worker still holds */
export const renewLanes = (workerId: string, claims: readonly Claim[]): Promise<Set<number>> =>
  renewLeases({ table: '"Lane"', column: '"id"', type: "bigint" }, workerId, claims, ({ laneId }) => laneId);
