// Ends a unit in one statement under the lane's fence: its updates, its answer with attempts, and the lane. A worker that
// lost the lane writes nothing.
import { toStored } from "#lib/chain-state/shared-clock.ts";
import { keptRefusal } from "#lib/conversations/refusal.ts";
import { one } from "#lib/db.ts";
import { FACTS_MAX } from "#lib/memory/facts.ts";
import { toText } from "#lib/storable.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import type { Claim } from "./claims.ts";
import { patiently, toJsonb, withUnknownFate } from "./database.ts";
import { laneReleased } from "./lane-released.ts";
import { settleHeard } from "./settle-heard.ts";
import { type PricedAttempt, type Settlement, storedTimes } from "./settlement.ts";

function attemptRow(attempt: PricedAttempt, position: number) {
  const {
    model,
    modelVersion,
    key,
    class: kind,
    httpStatus,
    reason,
    parks,
    startedAt,
    firstTokenMs,
    ms,
    usage,
  } = attempt;
  return {
    position,
    model,
    modelVersion,
    keyId: key.id,
    keyLabel: key.label,
    keyLast4: key.last4,
    class: kind,
    httpStatus,
    reason,
    quotaId: attempt.learned?.quotas[0]?.quotaId ?? null,
    parks,
    startedAt: new Date(toStored(startedAt)),
    firstTokenMs: firstTokenMs === null ? null : Math.round(firstTokenMs),
    ms: Math.round(ms),
    inputTokens: usage?.inputTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
    costMicros: attempt.costMicros,
  };
}

const COST = `"walks" = u."walks" + CASE WHEN u."id" = $8::bigint THEN $9::int ELSE 0 END,
      "calls" = u."calls" + CASE WHEN u."id" = $8::bigint THEN $10::int ELSE 0 END`;

const LANE = laneReleased();

const ANSWER = `given AS (SELECT $7::jsonb AS j FROM lane WHERE $7::jsonb IS NOT NULL),
  answer AS (
    INSERT INTO "Answer" AS a ("id", "tenantId", "botId", "conversationId", "updateId", "state", "question", "asked", "text",
      "cut", "model", "keyId", "keyName", "sent", "waitedMs", "retryAt", "apologisedAt", "againAt", "inputTokens", "outputTokens",
      "costMicros", "receivedAt", "startedAt", "firstTextAt", "knowledge", "finishedAt")
    SELECT r."id", lane."tenantId", lane."botId", r."conversationId", r."updateId", r."state"::"AnswerState",
      r."question", r."asked", r."text", r."cut", r."model", r."keyId", r."keyName", r."sent", r."waitedMs",
      to_timestamp(r."retryAt" / 1000), r."apologisedAt", to_timestamp(r."againAt" / 1000), r."inputTokens", r."outputTokens",
      r."costMicros", r."receivedAt", r."startedAt", r."firstTextAt", r."knowledge", now()
    FROM lane, given, jsonb_to_record(given.j) AS r("id" uuid, "conversationId" uuid, "updateId" bigint, "state" text,
      "question" text, "asked" int[], "text" text, "cut" bool, "model" text, "keyId" uuid, "keyName" text, "sent" int[],
      "waitedMs" int, "retryAt" float8, "apologisedAt" timestamptz, "againAt" float8, "inputTokens" int, "outputTokens" int,
      "costMicros" bigint, "receivedAt" timestamptz, "startedAt" timestamptz, "firstTextAt" timestamptz, "knowledge" jsonb)
    ON CONFLICT ("updateId") DO UPDATE SET "state" = excluded."state", "question" = excluded."question",
      "asked" = excluded."asked", "text" = excluded."text",
      "cut" = excluded."cut", "model" = excluded."model", "keyId" = excluded."keyId", "keyName" = excluded."keyName",
      "sent" = excluded."sent", "waitedMs" = excluded."waitedMs", "retryAt" = excluded."retryAt",
      "apologisedAt" = excluded."apologisedAt", "againAt" = excluded."againAt",
      "inputTokens" = excluded."inputTokens", "outputTokens" = excluded."outputTokens",
      "costMicros" = excluded."costMicros" + CASE WHEN a."finishedAt" IS NULL THEN 0 ELSE a."costMicros" END,
      "knowledge" = excluded."knowledge",
      "firstTextAt" = least(a."firstTextAt", excluded."firstTextAt"), "finishedAt" = excluded."finishedAt"
    RETURNING a."id", a."tenantId", a."conversationId"),
  attempts AS (
    INSERT INTO "Attempt" ("tenantId", "answerId", "position", "model", "modelVersion", "keyId", "keyLabel", "keyLast4", "class",
      "httpStatus", "reason", "quotaId", "parks", "startedAt", "firstTokenMs", "ms", "inputTokens", "outputTokens",
      "costMicros")
    SELECT answer."tenantId", answer."id", r."position" + before.n, r."model", r."modelVersion", r."keyId", r."keyLabel", r."keyLast4",
      r."class", r."httpStatus", r."reason", r."quotaId", r."parks", r."startedAt", r."firstTokenMs", r."ms", r."inputTokens",
      r."outputTokens", r."costMicros"
    FROM answer, given, LATERAL (SELECT coalesce(max(b."position") + 1, 0) AS n FROM "Attempt" AS b WHERE b."answerId" = answer."id") AS before,
      jsonb_to_recordset(given.j -> 'attempts') AS r("position" int, "model" text, "modelVersion" text, "keyId" uuid,
      "keyLabel" text, "keyLast4" text, "class" "AttemptClass", "httpStatus" int, "reason" text, "quotaId" text, "parks" jsonb,
      "startedAt" timestamptz, "firstTokenMs" int, "ms" int, "inputTokens" int, "outputTokens" int,
      "costMicros" bigint))`;

/** What the answer changes of what the person asked the bot to remember; the oldest goes where there is no room. */
const FACTS = `facts AS (
    SELECT lane."tenantId", lane."botId", (r."facts" ->> 'personId')::bigint AS "personId", r."facts" -> 'keep' AS "keep", r."facts" -> 'drop' AS "drop"
    FROM lane, answer, given, jsonb_to_record(given.j) AS r("facts" jsonb) WHERE r."facts" IS NOT NULL),
  outdated AS (
    DELETE FROM "PersonFact" AS p USING facts
    WHERE p."tenantId" = facts."tenantId" AND p."botId" = facts."botId" AND p."personId" = facts."personId"
      AND (p."id"::text IN (SELECT jsonb_array_elements_text(facts."drop")) OR p."id" IN (
        SELECT o."id" FROM "PersonFact" AS o
        WHERE o."tenantId" = facts."tenantId" AND o."botId" = facts."botId" AND o."personId" = facts."personId"
        ORDER BY o."at" DESC, o."id" OFFSET ${FACTS_MAX} - jsonb_array_length(facts."keep")))),
  kept AS (
    INSERT INTO "PersonFact" ("id", "tenantId", "botId", "personId", "text", "at")
    SELECT gen_random_uuid(), "tenantId", "botId", "personId", each."text", now() + each."n" * interval '1 ms'
    FROM facts, jsonb_array_elements_text(facts."keep") WITH ORDINALITY AS each("text", "n")
    WHERE NOT EXISTS (
      SELECT FROM "PersonFact" AS p WHERE p."tenantId" = facts."tenantId" AND p."botId" = facts."botId"
        AND p."personId" = facts."personId" AND p."text" = each."text"))`;

/** A question that the bot's knowledge had no answer to. */
const OPEN = `opened AS (
    INSERT INTO "OpenQuestion" ("answerId", "tenantId", "botId", "text", "group")
    SELECT answer."id", lane."tenantId", lane."botId", r."open" ->> 'text', r."open" ->> 'group'
    FROM lane, answer, given, jsonb_to_record(given.j) AS r("open" jsonb) WHERE r."open" IS NOT NULL
    ON CONFLICT ("answerId") DO NOTHING)`;

/** The usual end. Postgres prepares for each part of a statement whenever it runs, so those that it lacks cost time. */
const SETTLE_DONE = {
  name: "settle done",
  text: `
  WITH ${LANE},
  finished AS (
    UPDATE "Update" AS u SET "doneAt" = now(), "fence" = $2, "state" = 'done', "cause" = NULL, ${COST}
    FROM lane WHERE u."laneId" = lane."id" AND u."id" = ANY($4::bigint[])),
  ${ANSWER},
  latest AS (
    UPDATE "Conversation" AS c SET "lastAt" = now()
    FROM answer WHERE c."tenantId" = answer."tenantId" AND c."id" = answer."conversationId"
      AND c."lastAt" < now() - interval '1 minute')
  SELECT "due" FROM lane`,
};

const SETTLE = {
  name: "settle",
  text: `
  WITH ${LANE},
  closed AS (
    UPDATE "Conversation" AS c SET "closedAt" = now(), "refusal" = $17
    FROM lane WHERE $11 AND c."tenantId" = lane."tenantId" AND c."botId" = lane."botId"
      AND c."chatId" = lane."chatId" AND c."threadId" = lane."threadId"),
  finished AS (
    UPDATE "Update" AS u SET "doneAt" = now(), "fence" = $2,
      "state" = (CASE WHEN u."id" = ANY($12::bigint[]) THEN 'dead' ELSE 'done' END)::"UpdateState",
      "cause" = CASE WHEN u."id" = ANY($12::bigint[]) THEN $13::"DeathCause" END,
      "error" = coalesce($14, u."error"), ${COST}
    FROM lane WHERE u."laneId" = lane."id" AND u."id" = ANY($4::bigint[] || $12::bigint[])),
  failed AS (
    UPDATE "Update" AS u SET "failures" = u."failures" + 1, "tries" = greatest(u."tries" - 1, 0), "error" = $14, ${COST}
    FROM lane WHERE u."laneId" = lane."id" AND u."id" = ANY($15::bigint[])),
  given_up AS (
    UPDATE "Answer" AS a SET "state" = 'apologised', "finishedAt" = now()
    FROM lane WHERE a."updateId" = ANY($12::bigint[]) AND a."state" = 'running'),
  unsent AS (
    UPDATE "ChatMessage" AS m SET "state" = 'failed', "error" = $14, "changedAt" = now()
    FROM lane WHERE m."tenantId" = lane."tenantId" AND m."updateId" = ANY($12::bigint[]) AND m."state" = 'waiting'),
  returned AS (
    UPDATE "Update" AS u SET "tries" = greatest(u."tries" - 1, 0), ${COST}
    FROM lane WHERE u."laneId" = lane."id" AND u."id" = ANY($16::bigint[])),
  ${ANSWER},
  ${FACTS},
  ${OPEN},
  waits AS (
    UPDATE "Conversation" AS c SET "lastAt" = now(),
      "waitingSince" = CASE WHEN $7::jsonb ->> 'state' = 'apologised' THEN coalesce(botfactory_waits_since(c), now()) ELSE c."waitingSince" END
    FROM answer WHERE c."tenantId" = answer."tenantId" AND c."id" = answer."conversationId")
  SELECT "due" FROM lane`,
};

const FATE = {
  name: "fate of a settlement",
  text: `SELECT EXISTS (SELECT FROM "Lane" WHERE "tenantId" = $4 AND "id" = $1 AND "fence" = $2) AS "held",
    EXISTS (SELECT FROM "Update" WHERE "tenantId" = $4 AND "id" = ANY($3::bigint[]) AND "state" = 'done' AND "fence" = $2) AS "settled"`,
};

/**
 * What became of a settlement that nobody has heard of: it was committed; the lane is another claim's, so it never will be; or it may
 * still be.
 */
export async function fateOf(
  { tenantId, laneId, fence }: Pick<Claim, "tenantId" | "laneId" | "fence">,
  done: readonly number[],
): Promise<"settled" | "lost" | "open"> {
  const values = [laneId, fence, done, tenantId];
  const { rows } = await tenantDb({ tenantId }).query<{ held: boolean; settled: boolean }>(FATE, values);
  const { held, settled } = one(rows);
  if (settled) return "settled";
  return held ? "open" : "lost";
}

/**
 * Writes the settlement; waits while the database is away. Idempotent, since the connection may break after the commit.
 * @returns false: nothing is written, since the lane was lost, or what an operator was to hear is the bot's again
 */
export async function settle(claim: Claim, settlement: Settlement, signal: AbortSignal): Promise<boolean> {
  const {
    done = [],
    dead = [],
    cause,
    failed = [],
    returned = [],
    error = null,
    answer,
    cost,
    closed,
    heard,
    release,
  } = settlement;
  if (heard) return settleHeard(claim, { done, heard, ...(release && { release }) }, signal);
  const record = answer && { ...storedTimes(answer), attempts: answer.attempts.map(attemptRow) };
  const usual = [
    claim.laneId,
    claim.fence,
    claim.arrivals,
    done,
    release !== undefined,
    release?.again ?? null,
    record ? toJsonb(record) : null,
    cost?.id ?? null,
    cost?.walks ?? 0,
    cost?.calls ?? 0,
  ];
  const isUsual =
    !closed &&
    error === null &&
    answer?.state !== "apologised" &&
    answer?.facts === undefined &&
    answer?.open === undefined &&
    [dead, failed, returned].every(({ length }) => length === 0);
  const reason = error === null ? null : toText(error.slice(0, 500));
  const [statement, values] = isUsual
    ? [SETTLE_DONE, usual]
    : [
        SETTLE,
        [...usual, closed ?? false, dead, cause ?? null, reason, failed, returned, keptRefusal(reason ?? "")],
      ];
  let tries = 0;
  const { rows } = await patiently(() => {
    tries++;
    return tenantDb(claim).query<{ due: boolean }>(statement, values);
  }, signal);
  // The reply to an earlier try may be all that was lost.
  const isCommitted =
    rows.length === 0 &&
    tries > 1 &&
    (await patiently(() => fateOf(claim, done), signal).catch(withUnknownFate)) === "settled";
  claim.due = isCommitted || rows[0]?.due === true;
  return isCommitted || rows.length === 1;
}
