// The summary of a conversation's older messages: who makes it now, from what, and what it is then. Plain SQL; one chore at a
// time for each conversation, by a claim that ends by itself.
import { tenantDb } from "../tenant-db.ts";
import type { TalkExchange } from "./window.ts";

/** Longer than the chore's walk and its statements take. */
const CLAIM_SECONDS = 90;
/** After a failure nobody tries before. */
const REST_SECONDS = 300;
/** Exchanges that are read for one summary, and all of the last one's moment; of a longer backlog the rest comes with the next. */
const EXCHANGES_AT_ONCE = 60;
/** Characters of one message that are summed up: a document that was pasted in must not take the place of all others. */
const MESSAGE_CHARACTERS = 8_000;

export interface SummaryPlace {
  tenantId: string;
  conversationId: string;
}

/** An exchange, and until when the summary reaches that has it. */
export type EndedExchange = TalkExchange & { endedAt: Date };

/** @param claim a new id @returns the summary so far; null: somebody else makes it, or it rests, or the conversation is gone */
export async function claimSummary(
  { tenantId, conversationId }: SummaryPlace,
  claim: string,
): Promise<string | null> {
  const { rows } = await tenantDb({ tenantId }).query<{ text: string }>(
    `INSERT INTO "Summary" AS s ("conversationId", "tenantId", "claim", "until")
     SELECT "id", "tenantId", $3, now() + interval '${CLAIM_SECONDS} seconds' FROM "Conversation" WHERE "tenantId" = $1 AND "id" = $2
     ON CONFLICT ("conversationId") DO UPDATE SET "claim" = excluded."claim", "until" = excluded."until"
       WHERE s."until" IS NULL OR s."until" < now() OR s."until" > now() + interval '1 hour'
     RETURNING s."text"`,
    [tenantId, conversationId, claim],
  );
  return rows[0]?.text ?? null;
}

/** What was said that the summary lacks, oldest first, while the claim holds. Ends in the order in which it ended. */
export async function unsummed(
  { tenantId, conversationId }: SummaryPlace,
  claim: string,
): Promise<EndedExchange[]> {
  const { rows } = await tenantDb({ tenantId }).query<EndedExchange>(
    `SELECT * FROM (SELECT e.* FROM "Conversation" AS c JOIN "Summary" AS s ON s."conversationId" = c."id" AND s."claim" = $3,
     LATERAL (
       (SELECT left(a."question", ${MESSAGE_CHARACTERS}) AS "question", left(a."text", ${MESSAGE_CHARACTERS}) AS "answer",
          extract(epoch from a."startedAt")::float8 * 1000 AS "at", a."finishedAt" AS "endedAt",
          a."updateId"
        FROM "Answer" AS a
        WHERE a."tenantId" = $1 AND a."conversationId" = $2 AND a."state" IN ('answered', 'cancelled') AND a."text" <> ''
          AND a."finishedAt" > greatest(c."since", s."upTo")
        ORDER BY a."finishedAt" FETCH FIRST ${EXCHANGES_AT_ONCE} ROWS WITH TIES)
       UNION ALL
       (SELECT CASE WHEN m."author" = 'person' THEN left(m."text", ${MESSAGE_CHARACTERS}) END,
          CASE WHEN m."author" = 'operator' THEN left(m."text", ${MESSAGE_CHARACTERS}) END,
          extract(epoch from m."at")::float8 * 1000, m."at", m."updateId"
        FROM "ChatMessage" AS m
        WHERE m."tenantId" = $1 AND m."conversationId" = $2 AND m."state" IN ('heard', 'sent') AND m."text" <> ''
          AND m."at" > greatest(c."since", s."upTo")
        ORDER BY m."at" FETCH FIRST ${EXCHANGES_AT_ONCE} ROWS WITH TIES)) AS e
     WHERE c."tenantId" = $1 AND c."id" = $2 ORDER BY e."endedAt" FETCH FIRST ${EXCHANGES_AT_ONCE} ROWS WITH TIES) AS whole
     ORDER BY "endedAt", "updateId" NULLS FIRST`,
    [tenantId, conversationId, claim],
  );
  return rows.map(({ question, answer, at, endedAt }) => ({
    ...(question ? { question } : {}),
    ...(answer ? { answer } : {}),
    at,
    endedAt,
  }));
}

/**
 * About so many of the oldest, and never a part of a moment: a summary tells what it has by when that ended, so what shares the
 * last one's millisecond would be in no summary and in no question.
 */
export function wholeMoments<E extends { endedAt: Date }>(oldestFirst: readonly E[], count: number): E[] {
  const endOf = (i: number) => oldestFirst[i]?.endedAt.getTime();
  const isTorn = (at: number) => at > 0 && at < oldestFirst.length && endOf(at - 1) === endOf(at);
  let whole = count;
  while (isTorn(whole)) whole--;
  if (whole === 0) for (whole = count; isTorn(whole); ) whole++;
  return oldestFirst.slice(0, whole);
}

interface Made {
  text: string;
  /** Of the last exchange that it has. */
  upTo: Date;
  inputTokens: number;
  outputTokens: number;
}

/** Ends the claim. @returns false: the person has begun anew, or somebody else has the claim: nothing is stored */
export async function storeSummary(
  { tenantId, conversationId }: SummaryPlace,
  claim: string,
  { text, upTo, inputTokens, outputTokens }: Made,
): Promise<boolean> {
  const { rowCount } = await tenantDb({ tenantId }).query(
    `UPDATE "Summary" SET "text" = $4, "upTo" = $5, "claim" = NULL, "until" = NULL, "madeAt" = now(),
       "inputTokens" = "inputTokens" + $6, "outputTokens" = "outputTokens" + $7
     WHERE "tenantId" = $1 AND "conversationId" = $2 AND "claim" = $3`,
    [tenantId, conversationId, claim, text, upTo, inputTokens, outputTokens],
  );
  return rowCount === 1;
}

/** Gives the claim back. @param rest whether the next try waits */
export async function dropClaim(
  { tenantId, conversationId }: SummaryPlace,
  claim: string,
  rest: boolean,
): Promise<void> {
  await tenantDb({ tenantId }).query(
    `UPDATE "Summary" SET "claim" = NULL, "until" = CASE WHEN $4 THEN now() + interval '${REST_SECONDS} seconds' END
     WHERE "tenantId" = $1 AND "conversationId" = $2 AND "claim" = $3`,
    [tenantId, conversationId, claim, rest],
  );
}
