// Lists a tenant's answers, newest first, in pages.
import type { AnswerState } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import type { AttemptClass } from "../fallback/index.ts";
import { authorise, can, readsTexts } from "../people/can.ts";
import { dollarsOf } from "../prices/cost.ts";
import { tenantDb } from "../tenant-db.ts";

export interface AnswerFilter {
  botId?: string | null;
  state?: AnswerState | null;
  model?: string | null;
}

export interface AnswerRow {
  id: string;
  bot: { id: string; name: string; username: string };
  state: AnswerState;
  /** Beginning of the question, on one line; null if the reader may not read people's texts. */
  question: string | null;
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

/** @param after `next` of the previous page */
export async function listAnswers(
  context: Context,
  { botId, state, model }: AnswerFilter,
  after?: string | null,
): Promise<ListedAnswers> {
  authorise(context, "viewAnswers");
  const from = read(after);
  const rows = await tenantDb(context).answer.findMany({
    where: {
      tenantId: context.tenantId,
      ...(botId ? { botId } : {}),
      ...(state ? { state } : {}),
      ...(model ? { model } : {}),
      ...(from
        ? {
            // Redundant, but lets Postgres start the index scan here.
            startedAt: { lte: from.startedAt },
            OR: [{ startedAt: { lt: from.startedAt } }, { startedAt: from.startedAt, id: { gt: from.id } }],
          }
        : {}),
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
      attempts: { select: { class: true }, orderBy: { position: "asc" } },
    },
    orderBy: [{ startedAt: "desc" }, { id: "asc" }],
    take: PAGE_SIZE + 1,
  });
  const page = rows.slice(0, PAGE_SIZE);
  const last = page.at(-1);
  const [shown, seesKeys] = [readsTexts(context), can(context.role, "viewChain")];
  return {
    answers: page.map(({ question, attempts, startedAt: _, finishedAt, costMicros, keyName, ...row }) => ({
      ...row,
      keyName: seesKeys ? keyName : null,
      question: shown ? question.replace(/\s+/g, " ").trim().slice(0, 160) : null,
      attempts: attempts.length,
      failure: attempts.findLast((attempt) => attempt.class !== "ok")?.class ?? null,
      totalMs: finishedAt && finishedAt.getTime() - row.receivedAt.getTime(),
      cost: dollarsOf(costMicros),
    })),
    next: last && rows.length > PAGE_SIZE ? write(last) : null,
  };
}

/** Models that answered in the last 30 days, for the filter. */
export async function answeringModels(context: Context): Promise<string[]> {
  authorise(context, "viewAnswers");
  const { tenantId } = context;
  const models = await tenantDb(context).answer.groupBy({
    by: ["model"],
    where: { tenantId, startedAt: { gt: new Date(Date.now() - 30 * 86_400_000) }, model: { not: null } },
    orderBy: { model: "asc" },
  });
  return models.flatMap(({ model }) => model ?? []);
}
