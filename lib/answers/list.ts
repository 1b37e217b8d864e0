// Lists a tenant's answers, newest first, in pages.
import type { AnswerState } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import type { AttemptClass } from "../fallback/index.ts";
import { authorise, can, readsTexts } from "../people/can.ts";
import { dollarsOf } from "../prices/cost.ts";
import { patternsOf } from "../search/patterns.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";

export interface AnswerFilter {
  botId?: string | null;
  state?: AnswerState | null;
  model?: string | null;
  /** Parts of words of the question, or of the person's name. Ignored for those who may not read texts. */
  text?: string | null;
  /** Of one person or group. Likewise. */
  conversationId?: string | null;
  from?: Date | null;
  /** Exclusive. */
  to?: Date | null;
}

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
  receivedAt: Date;
  /** From receiving the question to the end of the answer; null while running. */
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

/** Ids of the answers with these words, newest first. */
async function find(
  context: Context,
  patterns: string[],
  { botId, state, model, conversationId, from, to }: AnswerFilter,
  start: Position | null,
): Promise<string[]> {
  const { rows } = await tenantDb(context).query<{ id: string }>(
    `SELECT botfactory_find_answers($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS id`,
    [patterns, botId, state, model, conversationId, from, to, start?.startedAt, start?.id, PAGE_SIZE + 1],
  );
  return rows.map(({ id }) => id);
}

/** @param after `next` of the previous page */
export async function listAnswers(
  context: Context,
  filter: AnswerFilter,
  after?: string | null,
): Promise<ListedAnswers> {
  authorise(context, "viewAnswers");
  const [shown, seesKeys] = [readsTexts(context), can(context.role, "viewChain")];
  const { botId, state, model, from, to } = filter;
  const conversationId = shown ? filter.conversationId : null;
  const start = read(after);
  const patterns = shown && filter.text ? await patternsOf(context, filter.text) : null;
  const found = patterns && (await find(context, patterns, { ...filter, conversationId }, start));
  const rows = await tenantDb(context).answer.findMany({
    where: {
      tenantId: context.tenantId,
      ...(found
        ? { id: { in: found } }
        : {
            ...(botId ? { botId } : {}),
            ...(state ? { state } : {}),
            ...(model ? { model } : {}),
            ...(conversationId ? { conversationId } : {}),
            startedAt: {
              ...(from ? { gte: from } : {}),
              ...(to ? { lt: to } : {}),
              // Redundant, but lets Postgres start the index scan here.
              ...(start ? { lte: start.startedAt } : {}),
            },
            ...(start
              ? {
                  OR: [
                    { startedAt: { lt: start.startedAt } },
                    { startedAt: start.startedAt, id: { gt: start.id } },
                  ],
                }
              : {}),
          }),
    },
    select: {
      id: true,
      state: true,
      question: true,
      model: true,
      keyName: true,
      startedAt: true,
      receivedAt: true,
      finishedAt: true,
      costMicros: true,
      bot: { select: { id: true, name: true, username: true } },
      conversation: { select: { id: true, title: true } },
      attempts: { select: { class: true }, orderBy: { position: "asc" } },
    },
    orderBy: [{ startedAt: "desc" }, { id: "asc" }],
    take: PAGE_SIZE + 1,
  });
  const page = rows.slice(0, PAGE_SIZE);
  const last = page.at(-1);
  return {
    answers: page.map(
      ({ question, conversation, attempts, startedAt: _, finishedAt, costMicros, keyName, ...row }) => ({
        ...row,
        keyName: seesKeys ? keyName : null,
        asker: shown ? { conversationId: conversation.id, name: conversation.title } : null,
        question: shown ? question.replace(/\s+/g, " ").trim().slice(0, 160) : null,
        attempts: attempts.length,
        failure: attempts.findLast((attempt) => attempt.class !== "ok")?.class ?? null,
        totalMs: finishedAt && finishedAt.getTime() - row.receivedAt.getTime(),
        cost: dollarsOf(costMicros),
      }),
    ),
    next: last && rows.length > PAGE_SIZE ? write(last) : null,
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
