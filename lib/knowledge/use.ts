// What of a bot's knowledge goes with its answers, and what never does: from the traces of its last answers.
import type { SourceKind } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";

const DAYS = 30;
/** Pieces that are shown. */
const MOST = 8;

export interface KnowledgeUse {
  days: number;
  /** Those that are used most, the most used first. */
  pieces: { id: string; sourceId: string; name: string; count: number }[];
  /** Sources of which no piece was used, though they were there all the time that is looked at or since the first answer. */
  unused: { id: string; name: string; kind: SourceKind }[];
}

/** Pieces of answers' traces; `whole`: everything went along, which says nothing. */
const USED = `
  SELECT p->>'id' AS "id", count(*)::int AS "count"
  FROM "Answer" a, jsonb_array_elements(a."knowledge"->'pieces') p
  WHERE a."tenantId" = $1 AND a."botId" = $2 AND a."startedAt" > now() - make_interval(days => $3)
    AND jsonb_typeof(a."knowledge"->'pieces') = 'array'
  GROUP BY 1`;

export async function knowledgeUse(context: Context, botId: string): Promise<KnowledgeUse> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  const db = tenantDb(context);
  const [{ rows: pieces }, { rows: sources }] = await Promise.all([
    db.query<KnowledgeUse["pieces"][number]>(
      `SELECT p."id", v."sourceId", coalesce(nullif(p."heading", ''), left(p."text", 80)) AS "name", u."count"
       FROM (${USED}) u
       JOIN "Piece" p ON p."tenantId" = $1 AND p."id"::text = u."id"
       JOIN "SourceVersion" v ON v."tenantId" = $1 AND v."id" = p."versionId"
       ORDER BY u."count" DESC, 3 LIMIT ${MOST}`,
      [tenantId, botId, DAYS],
    ),
    db.query<KnowledgeUse["unused"][number]>(
      `SELECT s."id", s."name", s."kind"::text AS "kind" FROM "Source" s
       JOIN "SourceVersion" v ON v."tenantId" = $1 AND v."id" = s."servedId" AND v."pieces" > 0
       WHERE s."tenantId" = $1 AND (s."botId" = $2 OR s."botId" IS NULL)
         AND NOT EXISTS (SELECT 1 FROM (${USED}) u JOIN "Piece" p ON p."tenantId" = $1 AND p."id"::text = u."id"
                         WHERE p."versionId" = s."servedId")
       ORDER BY s."createdAt", s."id"`,
      [tenantId, botId, DAYS],
    ),
  ]);
  return { days: DAYS, pieces, unused: pieces.length > 0 ? sources : [] };
}
