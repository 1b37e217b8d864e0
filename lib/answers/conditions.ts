// The filters of answers as SQL: for the list, its count and the export, so that all three mean the same.
import type { AnswerState } from "#generated/enums.ts";
import { isAnswer } from "../analytics/definitions.ts";
import type { Context } from "../context.ts";
import type { AttemptClass } from "../fallback/index.ts";
import { permits, readsTexts } from "../people/can.ts";
import { patternsOf } from "../search/patterns.ts";
import { tenantDb } from "../tenant-db.ts";

/** `given`: what counts as an answer (lib/analytics/definitions.ts). */
type OutcomeFilter = AnswerState | "given";

export interface AnswerFilter {
  botId?: string | null;
  state?: OutcomeFilter | null;
  /** The one that answered; empty: none did. */
  model?: string | null;
  /** Some call was of this model, with this key, and ended so: the same call, where several are given. */
  tried?: string | null;
  /** Ignored for those who may not see keys. */
  keyId?: string | null;
  class?: AttemptClass | "failed" | null;
  /** A model answered: at the first call, or at a later one. */
  by?: "first" | "later" | null;
  /** The person waited longer for the first text, milliseconds. */
  slowerMs?: number | null;
  /** Cost more, in US dollars; `unknown`: nobody knows. */
  dearer?: number | "unknown" | null;
  rating?: "good" | "bad" | null;
  /** Of whoever wrote for the first time within the days, or hours, that are filtered. */
  newcomers?: boolean | null;
  /** Of the tenant's day, whatever the day. */
  hour?: number | null;
  /** Parts of words of the question, or of the person's name. Ignored for those who may not read texts. */
  text?: string | null;
  /** Of one person or group. Likewise. */
  conversationId?: string | null;
  from?: Date | null;
  /** Exclusive. */
  to?: Date | null;
}

/** Conditions over "Answer" AS a, with the values of their placeholders. */
export interface Conditions {
  where: string;
  values: unknown[];
  /** Which calls are meant, over "Attempt" AS t; null: all. */
  calls: string | null;
}

/** Of more failures or reactions the answers' list finds the latest sooner than they do. */
const FEW = 2_000;
/** A word that is searched together with a filter of calls is looked for in so many of the latest hits. */
const HITS = 5_000;

/** Placeholders of one statement. */
class Values {
  readonly list: unknown[];
  constructor(first: unknown) {
    this.list = [first];
  }
  /** @returns the placeholder */
  add(value: unknown, type: string): string {
    this.list.push(value);
    return `$${this.list.length}::${type}`;
  }
}

function callsOf({ tried, keyId, class: kind }: AnswerFilter, values: Values): string | null {
  const conditions = [
    tried ? `t."model" = ${values.add(tried, "text")}` : null,
    keyId ? `t."keyId" = ${values.add(keyId, "uuid")}` : null,
    kind === "failed" ? `t."class" NOT IN ('ok', 'cancelled')` : null,
    kind && kind !== "failed" ? `t."class" = ${values.add(kind, `"AttemptClass"`)}` : null,
  ].filter((condition) => condition !== null);
  return conditions.length > 0 ? conditions.join(" AND ") : null;
}

/** Answers that an index finds, if they are few: a class that is rare, a key, reactions. null: they are many, or there is none. */
async function fewOf(context: Context, filter: AnswerFilter): Promise<string[] | null> {
  const { keyId, class: kind, rating, from } = filter;
  const read = async (text: string, values: unknown[]) => {
    const { rows } = await tenantDb(context).query<{ id: string }>(text, [context.tenantId, ...values]);
    return rows.length > FEW ? null : rows.map(({ id }) => id);
  };
  // A call begins after its answer.
  const since = from ?? new Date(0);
  if (rating) {
    const column = rating === "good" ? "liked" : "disliked";
    return read(
      `SELECT DISTINCT "answerId" AS "id" FROM "Reaction" WHERE "tenantId" = $1 AND "${column}" LIMIT ${FEW + 1}`,
      [],
    );
  }
  if (kind && kind !== "ok" && kind !== "failed") {
    return read(
      `SELECT "answerId" AS "id" FROM "Attempt" WHERE "tenantId" = $1 AND "class" = $2::"AttemptClass" AND "class" <> 'ok'
         AND "startedAt" >= $3 LIMIT ${FEW + 1}`,
      [kind, since],
    );
  }
  if (keyId) {
    return read(
      `SELECT "answerId" AS "id" FROM "Attempt" WHERE "tenantId" = $1 AND "keyId" = $2 AND "startedAt" >= $3 LIMIT ${FEW + 1}`,
      [keyId, since],
    );
  }
  return null;
}

const RATED = { good: `a."liked" > 0`, bad: `a."disliked" > 0` } as const;
/** Whether a later call than the first gave the answer. */
const LATER = `EXISTS (SELECT FROM "Attempt" AS f WHERE f."tenantId" = a."tenantId" AND f."answerId" = a."id"
  AND f."class" = 'ok' AND f."position" > 0)`;

/** What the reader may filter by. */
export const allowedOf = (context: Context, filter: AnswerFilter): AnswerFilter => ({
  ...filter,
  ...(readsTexts(context) ? {} : { text: null, conversationId: null }),
  ...(permits(context, "viewChain") ? {} : { keyId: null }),
});

/** Whether a search by words must look further than its own function does: that one knows these filters. */
export const isPlain = ({
  state,
  tried,
  keyId,
  class: kind,
  by,
  slowerMs,
  dearer,
  rating,
  newcomers,
  hour,
  model,
}: AnswerFilter) =>
  state !== "given" &&
  model !== "" &&
  [tried, keyId, kind, by, slowerMs, dearer, rating, newcomers, hour].every((each) => each == null);

/**
 * @param filter as of `allowedOf`
 * @param zone of the tenant
 */
export async function conditionsOf(
  context: Context,
  filter: AnswerFilter,
  zone: string,
): Promise<Conditions> {
  const values = new Values(context.tenantId);
  const {
    botId,
    state,
    model,
    by,
    slowerMs,
    dearer,
    rating,
    newcomers,
    hour,
    conversationId,
    from,
    to,
    text,
  } = filter;
  const patterns = text ? await patternsOf(context, text) : null;
  const few = patterns ? null : await fewOf(context, filter);
  const calls = callsOf(filter, values);
  const conditions = [
    `a."tenantId" = $1`,
    few ? `a."id" = ANY(${values.add(few, "uuid[]")})` : null,
    patterns ? hitsOf(filter, patterns, values) : null,
    botId ? `a."botId" = ${values.add(botId, "uuid")}` : null,
    conversationId ? `a."conversationId" = ${values.add(conversationId, "uuid")}` : null,
    from ? `a."startedAt" >= ${values.add(from, "timestamptz")}` : null,
    to ? `a."startedAt" < ${values.add(to, "timestamptz")}` : null,
    state === "given" ? isAnswer : null,
    state && state !== "given" ? `a."state" = ${values.add(state, `"AnswerState"`)}` : null,
    model === "" ? `a."model" IS NULL` : null,
    model ? `a."model" = ${values.add(model, "text")}` : null,
    by ? `a."state" = 'answered' AND ${by === "later" ? "" : "NOT "}${LATER}` : null,
    slowerMs == null
      ? null
      : `a."state" = 'answered' AND a."firstTextAt" - a."receivedAt" > ${values.add(slowerMs, "float8")} * interval '1 ms'`,
    dearer === "unknown" ? `a."costMicros" IS NULL AND a."state" <> 'running'` : null,
    typeof dearer === "number" ? `a."costMicros" > ${values.add(Math.round(dearer * 1e6), "int8")}` : null,
    rating ? RATED[rating] : null,
    newcomers
      ? `EXISTS (SELECT FROM "Conversation" AS c WHERE c."tenantId" = a."tenantId" AND c."id" = a."conversationId"
           AND c."createdAt" >= ${values.add(from ?? new Date(0), "timestamptz")}
           AND c."createdAt" < ${values.add(to ?? "infinity", "timestamptz")})`
      : null,
    hour == null
      ? null
      : `extract(hour FROM a."startedAt" AT TIME ZONE ${values.add(zone, "text")}) = ${values.add(hour, "int")}`,
    // One by one: the planner would rather read all calls of the tenant.
    calls
      ? `(SELECT true FROM "Attempt" AS t WHERE t."tenantId" = a."tenantId" AND t."answerId" = a."id" AND ${calls} LIMIT 1)`
      : null,
  ];
  return { where: conditions.filter((each) => each !== null).join("\n AND "), values: values.list, calls };
}

/** The answers with these words, of those that the search's own function filters. */
function hitsOf(filter: AnswerFilter, patterns: string[], values: Values): string {
  const { botId = null, state = null, model = null, conversationId = null, from = null, to = null } = filter;
  const plain = isPlain(filter);
  const given = [
    values.add(patterns, "text[]"),
    values.add(botId, "uuid"),
    values.add(plain ? state : null, "text"),
    values.add(plain ? model : null, "text"),
    values.add(conversationId, "uuid"),
    values.add(from, "timestamptz"),
    values.add(to, "timestamptz"),
  ];
  return `a."id" IN (SELECT botfactory_find_answers(${given.join(", ")}, NULL, NULL, ${HITS}))`;
}
