// What of a bot's knowledge goes into its answers, and what never does: from the traces of its last answers.
import type { SourceKind } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";

const DAYS = 30;
/** Of each kind, that are shown. */
const MOST = 8;
/** Of the newest answers: their traces are read. */
const ANSWERS = 5_000;

export interface KnowledgeUse {
  days: number;
  /** Answers that used some of it. */
  answers: number;
  /** Pieces that were found and used most. */
  pieces: { id: string; sourceId: string; name: string; count: number }[];
  /** In how many answers each source was used; all of the bot's sources that have pieces. */
  sources: { id: string; name: string; kind: SourceKind; count: number }[];
}

/** Traces as lib/knowledge/trace.ts writes them. SQL. */
const traces = `SELECT a."knowledge" AS k FROM "Answer" a
  WHERE a."tenantId" = $1 AND a."botId" = $2 AND a."startedAt" > now() - make_interval(days => ${DAYS})
    AND a."knowledge" IS NOT NULL ORDER BY a."startedAt" DESC LIMIT ${ANSWERS}`;

/** Of the list under this name, each that was used, once for each answer. SQL. */
const usedOf = (list: "pieces" | "sources") =>
  `SELECT e->>'id' AS "id", count(*)::int AS "count" FROM (${traces}) t,
     jsonb_array_elements(CASE jsonb_typeof(k->'${list}') WHEN 'array' THEN k->'${list}' ELSE '[]' END) e
   WHERE e->>'used' = 'true' GROUP BY 1`;

export async function knowledgeUse(context: Context, botId: string): Promise<KnowledgeUse> {
  authorise(context, "viewBots");
  const db = tenantDb(context);
  const values = [context.tenantId, botId];
  const [{ rows: pieces }, { rows: sources }] = await Promise.all([
    db.query<KnowledgeUse["pieces"][number]>(
      `SELECT p."id", v."sourceId", coalesce(nullif(p."heading", ''), left(p."text", 80)) AS "name", u."count"
       FROM (${usedOf("pieces")}) u
       JOIN "Piece" p ON p."tenantId" = $1 AND p."id"::text = u."id"
       JOIN "SourceVersion" v ON v."tenantId" = $1 AND v."id" = p."versionId"
       ORDER BY u."count" DESC, 3 LIMIT ${MOST}`,
      values,
    ),
    db.query<KnowledgeUse["sources"][number]>(
      `SELECT s."id", s."name", s."kind", coalesce(u."count", 0) AS "count" FROM "Source" s
       JOIN "SourceVersion" v ON v."tenantId" = $1 AND v."id" = s."servedId" AND v."pieces" > 0
       LEFT JOIN (${usedOf("sources")}) u ON u."id" = s."id"::text
       WHERE s."tenantId" = $1 AND (s."botId" = $2 OR s."botId" IS NULL)
       ORDER BY 4 DESC, s."createdAt", s."id"`,
      values,
    ),
  ]);
  return { days: DAYS, answers: sources.reduce((sum, { count }) => sum + count, 0), pieces, sources };
}
