// Writes rows in large statements: Postgres reads each batch as one JSON document and gives the values their types.
import type pg from "pg";

const BATCH = 4_000;
type Row = Readonly<Record<string, unknown>>;

/** Inserts the rows, all with the same columns. Columns that they lack get their defaults. */
export async function insert(
  client: Pick<pg.ClientBase, "query">,
  table: string,
  rows: readonly Row[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first)
    .map((name) => `"${name}"`)
    .join(", ");
  const text = `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::"${table}", $1::json)`;
  for (let i = 0; i < rows.length; i += BATCH)
    await client.query(text, [JSON.stringify(rows.slice(i, i + BATCH))]);
}

/** New ids of a table whose ids Postgres counts. */
export async function idsFor(
  client: Pick<pg.ClientBase, "query">,
  table: "Update" | "Lane",
  count: number,
): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT nextval(pg_get_serial_sequence($1, 'id')) AS "id" FROM generate_series(1, $2::int)`,
    [`"${table}"`, count],
  );
  return rows.map(({ id }) => id);
}
