// Questions that the bot's knowledge had no answer to, in groups.
import type { Context } from "../context.ts";
import { authorise, readsTexts } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { saveAnswer } from "./answers.ts";

export interface OpenGroup {
  group: string;
  /** The latest of them. */
  text: string;
  count: number;
  at: Date;
}

export async function listOpenQuestions(context: Context, botId: string): Promise<OpenGroup[]> {
  authorise(context, "viewBots");
  if (!readsTexts(context)) return [];
  const { tenantId } = context;
  const { rows } = await tenantDb(context).query<OpenGroup>(
    `SELECT "group", (array_agg("text" ORDER BY "at" DESC))[1] AS "text", count(*)::int AS "count", max("at") AS "at"
     FROM "OpenQuestion" WHERE "tenantId" = $1 AND "botId" = $2 AND "state" = 'open'
     GROUP BY "group" ORDER BY count(*) DESC, max("at") DESC LIMIT 100`,
    [tenantId, botId],
  );
  return rows;
}

export async function answerOpenQuestion(
  context: Context,
  given: { group: string; botId: string; sourceId: string; question: string; answer: string; tell: boolean },
): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  const { group, botId, sourceId, question, answer } = given;
  await saveAnswer(context, sourceId, { question, answer });
  await tenantDb(context).openQuestion.updateMany({
    where: { tenantId, botId, group, state: "open" },
    data: { state: "answered", settledAt: new Date() },
  });
}

export async function dismissOpenQuestions(context: Context, botId: string, group: string): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  await tenantDb(context).openQuestion.updateMany({
    where: { tenantId, botId, group, state: "open" },
    data: { state: "dismissed", settledAt: new Date() },
  });
}
