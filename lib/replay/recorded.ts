// The tenant's last day as it is recorded, made into a history.
import { type Context, requireRole } from "../context.ts";
import { db, pool } from "../db.ts";
import { projectOf } from "../fallback/chain.ts";
import { spanOf } from "../fallback/clocks.ts";
import type { Count } from "../fallback/quotas.ts";
import type { ErrorClass, Key, Park, Scope } from "../fallback/types.ts";
import { loadLimits } from "../quotas/store.ts";
import type { History, Pace, Question } from "./history.ts";
import { type Recorded, troublesOf } from "./troubles.ts";

const DAY_MS = 24 * 3_600_000;
/** More would keep an admin waiting for longer than a few seconds. */
const QUESTIONS_AT_MOST = 20_000;
/** So many answers of a model say how fast it is. */
const PACES = 500;

interface AnswerRow {
  id: string;
  botId: string;
  at: number;
  inputTokens: number | null;
  outputTokens: number | null;
}

interface AttemptRow {
  answerId: string;
  model: string;
  keyId: string;
  class: Recorded["class"];
  parks: { scope: Scope; id: string; until: number | string | null } | null;
  startedAt: number;
  firstTokenMs: number | null;
  ms: number;
}

const ANSWERS = `
  SELECT "id", "botId", "inputTokens", "outputTokens", (extract(epoch FROM "receivedAt") * 1000)::float8 AS "at"
  FROM "Answer" WHERE "tenantId" = $1 AND "startedAt" > $2 AND "state" <> 'running'
  ORDER BY "startedAt" DESC LIMIT ${QUESTIONS_AT_MOST}`;

const ATTEMPTS = `
  SELECT t."answerId", t."model", t."keyId", t."class", t."parks", t."firstTokenMs", t."ms",
    (extract(epoch FROM t."startedAt") * 1000)::float8 AS "startedAt"
  FROM "Attempt" AS t JOIN unnest($2::uuid[]) AS a("id") ON a."id" = t."answerId"
  WHERE t."tenantId" = $1 ORDER BY t."startedAt"`;

/** What was let through, of each key and model. */
const USED = `
  SELECT "keyId", "model", count(*)::int AS "requests", coalesce(sum("inputTokens"), 0)::int AS "tokens"
  FROM "Attempt" WHERE "tenantId" = $1 AND "startedAt" >= $2 AND "startedAt" < $3 AND "httpStatus" = 200
  GROUP BY 1, 2`;

/** Of these one may say that they were there all the time; others come and go. */
const lasting: ErrorClass[] = [
  "key_invalid",
  "key_blocked",
  "project_blocked",
  "no_entitlement",
  "model_missing",
  "spend_cap",
];

async function loadLasting(tenantId: string, from: number): Promise<Park[]> {
  const parks = await db.park.findMany({
    where: {
      OR: [{ tenantId }, { tenantId: null }],
      class: { in: lasting },
      since: { lt: new Date(from) },
    },
  });
  return parks.map(({ tenantId: owner, scope, class: kind, until, since, updatedAt, ...park }) => ({
    ...{ id: park.id, reason: park.reason, strikes: park.strikes, owner, scope: scope as Scope },
    class: kind as ErrorClass,
    until: until?.getTime() ?? null,
    since: since.getTime(),
    at: updatedAt.getTime(),
  }));
}

const middle = (values: readonly (number | null)[], otherwise: number): number => {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? otherwise;
};

/** The last 24 hours, or as much of their end as there is room for. */
export async function loadHistory(context: Context, now = Date.now()): Promise<History> {
  requireRole(context, "viewer");
  const { tenantId } = context;
  const [answers, limits, keys] = await Promise.all([
    pool.query<AnswerRow>(ANSWERS, [tenantId, new Date(now - DAY_MS)]).then(({ rows }) => rows.reverse()),
    loadLimits(tenantId),
    db.key.findMany({ where: { tenantId }, select: { id: true, label: true, last4: true, projectId: true } }),
  ]);
  const full = answers.length === QUESTIONS_AT_MOST;
  const from = full ? Math.min(...answers.map(({ at }) => at)) : now - DAY_MS;
  const day = spanOf("day", from).startsAt;
  const [attempts, used, parks] = await Promise.all([
    pool.query<AttemptRow>(ATTEMPTS, [tenantId, answers.map(({ id }) => id)]).then(({ rows }) => rows),
    pool.query<{ keyId: string; model: string; requests: number; tokens: number }>(USED, [
      ...[tenantId, new Date(day), new Date(from)],
    ]),
    loadLasting(tenantId, from),
  ]);

  const keyOf = new Map(
    keys.map(({ projectId, ...key }): [string, Key] => [key.id, { ...key, project: projectId }]),
  );
  const candidateOf = (model: string, keyId: string) => {
    const key = keyOf.get(keyId) ?? { id: keyId, label: "", last4: "", project: null };
    return { model, key, owner: tenantId, project: projectOf(key) };
  };
  const limited = new Set(
    limits.flatMap(({ project, model, window, limit }) =>
      limit === null ? [] : [`${project}/${model} ${window}`],
    ),
  );
  const recorded = attempts.map(({ model, keyId, class: kind, parks, startedAt, ms }): Recorded => {
    const until = parks?.until ?? null;
    const at = until === null ? null : new Date(until).getTime();
    return {
      candidate: candidateOf(model, keyId),
      class: kind,
      parks: parks && { ...parks, until: at },
      startedAt,
      ms,
    };
  });

  const pace = new Map<string, Pace[]>();
  const faults = new Map<string, Question["faults"]>();
  for (const { answerId, model, class: kind, firstTokenMs, ms } of attempts) {
    const paces = pace.get(model) ?? [];
    if (kind === "ok" && firstTokenMs !== null && paces.length < PACES) {
      pace.set(model, [...paces, { firstTokenMs, ms }]);
    }
    if (kind === "blocked" || kind === "empty" || kind === "bad_request") {
      faults.set(answerId, [...(faults.get(answerId) ?? []), { model, class: kind }]);
    }
  }
  const tokens = {
    input: middle(
      answers.map(({ inputTokens }) => inputTokens),
      600,
    ),
    output: middle(
      answers.map(({ outputTokens }) => outputTokens),
      200,
    ),
  };
  return {
    from,
    to: now,
    questions: answers
      .map(({ id, botId, at, inputTokens, outputTokens }) => ({
        ...{ at: Math.max(at, from), botId, faults: faults.get(id) ?? [] },
        inputTokens: inputTokens ?? tokens.input,
        outputTokens: outputTokens ?? tokens.output,
      }))
      .toSorted((a, b) => a.at - b.at),
    troubles: troublesOf(recorded, parks, (place, window) => limited.has(`${place} ${window}`)),
    limits,
    counts: used.rows.map(({ keyId, model, requests, tokens }): Count => {
      const { owner, project } = candidateOf(model, keyId);
      const worker = `before ${keyId}`;
      return { worker, owner, project, model, window: "day", startsAt: day, requests, refused: 0, tokens };
    }),
    parks,
    pace,
  };
}
