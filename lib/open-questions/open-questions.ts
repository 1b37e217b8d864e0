// Questions that the bot's knowledge had no answer to, in groups: answered once for all who asked, or dismissed.
import { record } from "../audit.ts";
import type { Context } from "../context.ts";
import { tellConversations } from "../conversations/tell.ts";
import type { Tx } from "../db.ts";
import { putAnswer } from "../knowledge/answers.ts";
import { editPieces } from "../knowledge/edit.ts";
import { authorise, readsTexts } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";

export interface OpenGroup {
  group: string;
  /** The latest of them. */
  text: string;
  count: number;
  at: Date;
}

const GROUPS_SHOWN = 100;

/** Those asked most first. Empty for who may not read what people write. */
export async function listOpenQuestions(context: Context, botId: string): Promise<OpenGroup[]> {
  authorise(context, "viewBots");
  if (!readsTexts(context) || !isUuid(botId)) return [];
  const { tenantId } = context;
  const { rows } = await tenantDb(context).query<OpenGroup>(
    `SELECT "group", (array_agg("text" ORDER BY "at" DESC))[1] AS "text", count(*)::int AS "count", max("at") AS "at"
     FROM "OpenQuestion" WHERE "tenantId" = $1 AND "botId" = $2 AND "state" = 'open'
     GROUP BY "group" ORDER BY count(*) DESC, max("at") DESC LIMIT ${GROUPS_SHOWN}`,
    [tenantId, botId],
  );
  return rows;
}

/** Conversations that are told at once; of more, those who asked last. */
const TOLD_MOST = 500;
const TEXT_MOST = 4_096;
const QUESTION_SHOWN = 300;

/** The words in which they asked, with the answer. */
function toldText(question: string, answer: string): string {
  const asked = question.trim().replace(/\s+/g, " ");
  const shown = asked.length > QUESTION_SHOWN ? `${asked.slice(0, QUESTION_SHOWN)}…` : asked;
  return `❓ ${shown}\n\n${answer.trim()}`.slice(0, TEXT_MOST).toWellFormed();
}

interface Settled {
  conversationId: string;
  text: string;
}

/** @returns the latest question of each conversation, the latest first */
const settle = (
  tx: Tx,
  { tenantId, botId, group }: { tenantId: string; botId: string; group: string },
  { state, tell }: { state: "answered" | "dismissed"; tell: boolean },
) =>
  tx.$queryRaw<Settled[]>`
    WITH settled AS (
      UPDATE "OpenQuestion" SET "state" = ${state}::"OpenState", "settledAt" = now(),
        "toldAt" = CASE WHEN ${tell} THEN now() END
      WHERE "tenantId" = ${tenantId}::uuid AND "botId" = ${botId}::uuid AND "group" = ${group} AND "state" = 'open'
      RETURNING "answerId", "tenantId", "text", "at"),
    latest AS (
      SELECT DISTINCT ON (a."conversationId") a."conversationId"::text, s."text", s."at"
      FROM settled AS s JOIN "Answer" AS a ON a."tenantId" = s."tenantId" AND a."id" = s."answerId"
      ORDER BY a."conversationId", s."at" DESC)
    SELECT "conversationId", "text" FROM latest ORDER BY "at" DESC`;

export interface OpenAnswer {
  group: string;
  botId: string;
  /** Of questions with answers, to which this one is added. */
  sourceId: string;
  question: string;
  answer: string;
  /** Whether those who asked get the answer through the bot. */
  tell: boolean;
}

/**
 * The bot knows the answer from now on, the questions are settled and who asked is told: all of it, or nothing.
 * @returns how many conversations are told @throws AppError "not_found", "invalid" or "limit_reached"
 */
export async function answerOpenQuestion(
  context: Context,
  { group, botId, sourceId, question, answer, tell }: OpenAnswer,
): Promise<number> {
  authorise(context, "runBots");
  if (tell) authorise(context, "handleConversations");
  const { tenantId } = context;
  return editPieces(context, { sourceId, kind: "answers" }, async (edited) => {
    const { tx } = edited;
    await putAnswer(edited, sourceId, { question, answer });
    if (!isUuid(botId)) return 0;
    const asked = await settle(tx, { tenantId, botId, group }, { state: "answered", tell });
    if (asked.length === 0) return 0;
    const texts = asked
      .slice(0, TOLD_MOST)
      .map(({ conversationId, text }) => ({ conversationId, text: toldText(text, answer) }));
    const told = tell ? await tellConversations(tx, context, botId, texts) : 0;
    const after = { questions: asked.length, told };
    await record(tx, context, { action: "openQuestion.answer", target: botId, after });
    return told;
  });
}

/** Those of the group that are asked later are open again. */
export async function dismissOpenQuestions(context: Context, botId: string, group: string): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  if (!isUuid(botId)) return;
  await tenantDb(context).$transaction(async (tx) => {
    const asked = await settle(tx, { tenantId, botId, group }, { state: "dismissed", tell: false });
    if (asked.length === 0) return;
    await record(tx, context, {
      action: "openQuestion.dismiss",
      target: botId,
      after: { questions: asked.length },
    });
  });
}
