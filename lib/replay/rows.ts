// Reads the tenant's last day from Postgres.
import type { ErrorClass, Park } from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { tenantDb } from "../tenant-db.ts";
import type { Recorded } from "./outages.ts";

const DAY_MS = 24 * 3_600_000;
/** More would make an admin wait longer than a few seconds. */
const QUESTIONS_AT_MOST = 20_000;
export interface StoredAnswer {
  id: string;
  botId: string;
  at: number;
  inputTokens: number | null;
  outputTokens: number | null;
}

export interface StoredAttempt {
  answerId: string;
  model: string;
  keyId: string;
  class: Recorded["class"];
  /** As stored; parsed by `parkOf`. */
  parks: unknown;
  startedAt: number;
  firstTokenMs: number | null;
  ms: number;
}

interface UsedRow {
  keyId: string;
  model: string;
  requests: number;
  tokens: number;
}

const ANSWERS = `
  SELECT "id", "botId", "inputTokens", "outputTokens", (extract(epoch FROM "receivedAt") * 1000)::float8 AS "at"
  FROM "Answer" WHERE "tenantId" = $1 AND "startedAt" > $2 AND "state" <> 'running'
  ORDER BY "startedAt" DESC LIMIT ${QUESTIONS_AT_MOST}`;

const ATTEMPTS = `
  SELECT t."answerId", t."model", t."keyId", t."class", t."parks", t."firstTokenMs", t."ms",
    (extract(epoch FROM t."startedAt") * 1000)::float8 AS "startedAt"
  FROM "Attempt" AS t JOIN unnest($2::uuid[]) AS a("id") ON a."id" = t."answerId"
  WHERE t."tenantId" = $1 ORDER BY t."startedAt", t."position"`;

/** Calls that were let through, by key and model. */
const USED = `
  SELECT "keyId", "model", count(*)::int AS "requests", coalesce(sum("inputTokens"), 0)::float8 AS "tokens"
  FROM "Attempt" WHERE "tenantId" = $1 AND "startedAt" >= $2 AND "startedAt" < $3 AND "httpStatus" = 200
  GROUP BY 1, 2`;

/** Classes whose parks are assumed to have held all the time since they began; others come and go. */
const lasting: ErrorClass[] = [
  "key_invalid",
  "key_blocked",
  "project_blocked",
  "project_refused",
  "prepaid_empty",
  "no_entitlement",
  "model_denied",
  "model_unfit",
  "model_missing",
  "spend_cap",
];

async function loadLasting(tenantId: string, from: number): Promise<Park[]> {
  const parks = await tenantDb({ tenantId }).park.findMany({
    where: {
      OR: [{ tenantId }, { tenantId: null }],
      class: { in: lasting },
      since: { lt: new Date(from) },
    },
  });
  return parks.map(
    ({ scope, id, class: kind, reason, strikes, tenantId: owner, until, since, updatedAt }) => ({
      ...{ scope, id, class: kind, reason, strikes, owner },
      until: until?.getTime() ?? null,
      since: since.getTime(),
      at: updatedAt.getTime(),
    }),
  );
}

/**
 * The last 24 hours, or the latest part of them that fits: answers and attempts in the order in which they began.
 * `used`: calls let through from `day`, the start of Google's day, until `from`.
 */
export async function loadRows(tenantId: string, now: number) {
  const since = new Date(now - DAY_MS);
  const answers = (
    await tenantDb({ tenantId }).query<StoredAnswer>(ANSWERS, [tenantId, since])
  ).rows.reverse();
  const full = answers.length === QUESTIONS_AT_MOST;
  const from = full ? Math.min(...answers.map(({ at }) => at)) : now - DAY_MS;
  const day = spanOf("day", from).startsAt;
  const [attempts, used, parks] = await Promise.all([
    tenantDb({ tenantId }).query<StoredAttempt>(ATTEMPTS, [tenantId, answers.map(({ id }) => id)]),
    tenantDb({ tenantId }).query<UsedRow>(USED, [tenantId, new Date(day), new Date(from)]),
    loadLasting(tenantId, from),
  ]);
  return { from, day, answers, attempts: attempts.rows, used: used.rows, parks };
}
