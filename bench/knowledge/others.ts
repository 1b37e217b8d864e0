// What a bot would find by what Postgres has itself: its text search, and trigrams.
import pg from "pg";
import { asOwner } from "#test/database.ts";

interface Piece {
  heading: string;
  text: string;
}

const COLUMNS = '(SELECT *, "heading" || \' \' || "text" AS whole FROM "Piece")';
const configs = ["simple", "russian"] as const;

/** Over all pieces of the database. */
export async function otherSearches() {
  const [place] = await asOwner(
    "SELECT n.nspname AS name FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'",
  );
  const vectors = configs.map((config) => `to_tsvector('${config}', whole) AS ${config}`);
  await asOwner(
    `CREATE TABLE other AS SELECT "heading", "text", whole, ${vectors.join(", ")} FROM ${COLUMNS} AS p`,
  );
  const run = async (rank: string, where: string): Promise<Piece[]> => {
    const rows = await asOwner(
      `SELECT "heading", "text" FROM (SELECT *, ${rank} AS rank FROM other WHERE ${where}) AS o ORDER BY rank DESC LIMIT 5`,
    );
    return rows as unknown as Piece[];
  };
  /** Any word of the question: all of them are in hardly any piece. */
  const textSearch = (config: string) => ({
    name: `Postgres '${config}'`,
    find: (ask: string) => {
      const words = `plainto_tsquery('${config}', ${pg.escapeLiteral(ask)})`;
      const query = `replace(${words}::text, '&', '|')::tsquery`;
      return run(`ts_rank(${config}, ${query})`, `${config} @@ ${query}`);
    },
  });
  return [
    ...configs.map(textSearch),
    {
      name: "trigrams",
      find: (ask: string) =>
        run(`${String(place?.name)}.word_similarity(${pg.escapeLiteral(ask)}, whole)`, "true"),
    },
  ];
}
