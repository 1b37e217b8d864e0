// What a bot would find by what Postgres has itself: its text search, and trigrams.
import { tenantDb } from "#lib/tenant-db.ts";

interface Piece {
  heading: string;
  text: string;
}

export async function otherSearches(tenantId: string, versionIds: readonly string[]) {
  const run = async (rank: string, where: string, values: unknown[]) => {
    const { rows } = await tenantDb({ tenantId }).query<Piece>(
      `SELECT "heading", "text" FROM (SELECT p.*, "heading" || ' ' || "text" AS whole FROM "Piece" AS p
        WHERE p."tenantId" = $1 AND p."versionId" = ANY($2)) AS p WHERE ${where} ORDER BY ${rank} DESC LIMIT 5`,
      [tenantId, versionIds, ...values],
    );
    return rows;
  };
  /** Any word of the question: all of them are in hardly any piece. */
  const textSearch = (config: string) => ({
    name: `Postgres '${config}'`,
    find: (ask: string) => {
      const query = `replace(plainto_tsquery('${config}', $3)::text, '&', '|')::tsquery`;
      const words = `to_tsvector('${config}', whole)`;
      return run(`ts_rank(${words}, ${query})`, `${words} @@ ${query}`, [ask]);
    },
  });
  return [
    textSearch("simple"),
    textSearch("russian"),
    {
      name: "trigrams",
      find: (ask: string) => run("word_similarity($3, whole)", "word_similarity($3, whole) > 0.1", [ask]),
    },
  ];
}
