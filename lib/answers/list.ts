// Lists a tenant's answers, newest first, in pages.
import type { AnswerState } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import type { AttemptClass } from "../fallback/index.ts";
import { authorise, permits, readsTexts } from "../people/can.ts";
import { readZone } from "../people/zone.ts";
import { dollarsOf } from "../prices/cost.ts";
import { patternsOf } from "../search/patterns.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { type AnswerFilter, allowedOf, conditionsOf, isPlain } from "./conditions.ts";

export interface AnswerRow {
  id: string;
  bot: { id: string; name: string; username: string };
  state: AnswerState;
  /** Beginning of the question, on one line, and who asked; null if the reader may not read people's texts. */
  question: string | null;
  asker: { conversationId: string; name: string } | null;
  model: string | null;
  /** Label and last four characters of the key that answered, as of then; null also if the reader may not see keys. */
  keyName: string | null;
  attempts: number;
  /** Class of the last failed attempt, if any. */
  failure: AttemptClass | null;
  /** People with a 👍 and a 👎 on it. */
  liked: number;
  disliked: number;
  receivedAt: Date;
  /** From receiving the question to the first text. */
  firstTextMs: number | null;
  /** To the end of the answer; null while running. */
  totalMs: number | null;
  /** Estimated, in US dollars; null if unknown or not finished. */
  cost: number | null;
}

export interface ListedAnswers {
  answers: AnswerRow[];
  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

export const PAGE_SIZE = 50;

interface Position {
  startedAt: Date;
  id: string;
}

const write = ({ startedAt, id }: Position) => `${startedAt.getTime()}_${id}`;

/** Cursors come from URLs; an invalid one means the first page. */
function read(cursor: string | null | undefined): Position | null {
  const [, time, id] = /^(\d{1,13})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor ?? "") ?? [];
  return time && id ? { startedAt: new Date(Number(time)), id } : null;
}

/** Ids of one page, and of the one answer after it: newest first. */
async function page(
  context: Context,
  filter: AnswerFilter,
  { zone, start, size }: { zone: string; start: Position | null; size: number },
): Promise<string[]> {
  const { text } = filter;
  const patterns = text && isPlain(filter) ? await patternsOf(context, text) : null;
  if (patterns) {
    const { botId, state, model, conversationId, from, to } = filter;
    const { rows } = await tenantDb(context).query<{ id: string }>(
      `SELECT botfactory_find_answers($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS id`,
      [patterns, botId, state, model, conversationId, from, to, start?.startedAt, start?.id, size + 1],
    );
    return rows.map(({ id }) => id);
  }
  const { where, values } = await conditionsOf(context, filter, zone);
  const n = values.length;
  const { rows } = await tenantDb(context).query<{ id: string }>(
    `SELECT a."id" FROM "Answer" AS a WHERE ${where}
       ${start ? `AND a."startedAt" <= $${n + 1} AND (a."startedAt" < $${n + 1} OR a."id" > $${n + 2})` : ""}
     ORDER BY a."startedAt" DESC, a."id" LIMIT ${size + 1}`,
    start ? [...values, start.startedAt, start.id] : values,
  );
  return rows.map(({ id }) => id);
}

/** @param after `next` of the previous page */
export async function listAnswers(
  context: Context,
  filter: AnswerFilter,
  after?: string | null,
  size = PAGE_SIZE,
): Promise<ListedAnswers> {
  authorise(context, "viewAnswers");
  const [shown, seesKeys] = [readsTexts(context), permits(context, "viewChain")];
  const zone = filter.hour == null ? "UTC" : await readZone(context);
  const ids = await page(context, allowedOf(context, filter), { zone, start: read(after), size });
  const rows = await tenantDb(context).answer.findMany({
    where: { tenantId: context.tenantId, id: { in: ids.slice(0, size) } },
    select: {
      id: true,
      state: true,
      question: true,
      model: true,
      keyName: true,
      startedAt: true,
      receivedAt: true,
      firstTextAt: true,
      finishedAt: true,
      liked: true,
      disliked: true,
      costMicros: true,
      bot: { select: { id: true, name: true, username: true } },
      conversation: { select: { id: true, title: true } },
      attempts: { select: { class: true }, orderBy: { position: "asc" } },
    },
    orderBy: [{ startedAt: "desc" }, { id: "asc" }],
  });
  const last = rows.at(-1);
  return {
    answers: rows.map(
      ({
        question,
        conversation,
        attempts,
        startedAt: _,
        firstTextAt,
        finishedAt,
        costMicros,
        keyName,
        ...row
      }) => ({
        ...row,
        keyName: seesKeys ? keyName : null,
        asker: shown ? { conversationId: conversation.id, name: conversation.title } : null,
        question: shown ? question.replace(/\s+/g, " ").trim().slice(0, 160) : null,
        attempts: attempts.length,
        failure: attempts.findLast((attempt) => attempt.class !== "ok")?.class ?? null,
        firstTextMs: firstTextAt && firstTextAt.getTime() - row.receivedAt.getTime(),
        totalMs: finishedAt && finishedAt.getTime() - row.receivedAt.getTime(),
        cost: dollarsOf(costMicros),
      }),
    ),
    next: last && ids.length > size ? write(last) : null,
  };
}

/** The name of a person or group, for the filter; null if it is unknown, or the reader may not read texts. */
export async function askerOf(context: Context, conversationId: string): Promise<string | null> {
  authorise(context, "viewAnswers");
  if (!readsTexts(context) || !isUuid(conversationId)) return null;
  const { tenantId } = context;
  const chat = await tenantDb(context).conversation.findFirst({
    where: { tenantId, id: conversationId },
    select: { title: true },
  });
  return chat?.title ?? null;
}

/** Of more answers the models would take a quarter of a second to read; what answers seldom is still in the URL's filter. */
const LATEST = 5_000;

/** Models of the latest answers of the last 30 days, for the filter. */
export async function answeringModels(context: Context): Promise<string[]> {
  authorise(context, "viewAnswers");
  const { rows } = await tenantDb(context).query<{ model: string }>(
    `SELECT DISTINCT "model" FROM (
       SELECT "model" FROM "Answer" WHERE "tenantId" = $1 AND "startedAt" > now() - interval '30 days'
       ORDER BY "startedAt" DESC LIMIT ${LATEST}) AS latest
     WHERE "model" IS NOT NULL ORDER BY 1`,
    [context.tenantId],
  );
  return rows.map(({ model }) => model);
}
