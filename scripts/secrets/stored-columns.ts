// The sealed columns that a database has. One that a newer version adds comes with its migration, and commands run before it.
import type pg from "pg";
import { type SealedTable, sealedTables } from "#lib/secrets.ts";

interface StoredColumn {
  table: string;
  column: string;
  own: SealedTable;
}

const declared: StoredColumn[] = Object.entries(sealedTables).flatMap(([table, own]) =>
  Object.keys(own.columns).map((column) => ({ table, column, own })),
);

export async function storedColumns(client: pg.ClientBase): Promise<StoredColumn[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname || '.' || a.attname AS name FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT a.attisdropped AND c.relname = ANY($1)`,
    [declared.map(({ table }) => table)],
  );
  const there = new Set(rows.map(({ name }) => name));
  return declared.filter(({ table, column }) => there.has(`${table}.${column}`));
}
