// What there is to back up, by the database's own catalogue: nothing here knows a table's name.
import type pg from "pg";
import type { Manifest } from "./format.ts";

/** The state of migrations is not data: a restore applies the same ones. Nor are tables of an extension, which makes its own. */
const SKIPPED = "_prisma_migrations";

/** SQL: each table with its columns. */
export const TABLES = `
  SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
  FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> '${SKIPPED}' AND NOT EXISTS (SELECT FROM pg_depend AS d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  GROUP BY c.relname ORDER BY c.relname`;

const REFERENCES = `
  SELECT child.relname AS child, parent.relname AS parent
  FROM pg_constraint AS f JOIN pg_class AS child ON child.oid = f.conrelid JOIN pg_class AS parent ON parent.oid = f.confrelid
  WHERE f.contype = 'f' AND child.relnamespace = 'public'::regnamespace AND f.conrelid <> f.confrelid AND f.conparentid = 0`;

const SEQUENCES = `
  SELECT sequencename AS name, last_value::text AS last FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1`;

/** Parents before children. @throws Error if tables refer to each other in a circle */
export function inOrder<T extends { name: string }>(
  tables: readonly T[],
  references: readonly { child: string; parent: string }[],
): T[] {
  const done = new Set<string>();
  const ordered: T[] = [];
  while (ordered.length < tables.length) {
    const ready = tables.filter(
      ({ name }) =>
        !done.has(name) && references.every(({ child, parent }) => child !== name || done.has(parent)),
    );
    if (ready.length === 0) throw new Error("Tables refer to each other in a circle, so none can be first.");
    for (const table of ready) done.add(table.name);
    ordered.push(...ready);
  }
  return ordered;
}

export type Catalogue = Pick<Manifest, "tables" | "sequences" | "migrations">;

export async function readCatalogue(client: pg.ClientBase): Promise<Catalogue> {
  const tables = await client.query<{ name: string; columns: string[] }>(TABLES);
  const references = await client.query<{ child: string; parent: string }>(REFERENCES);
  const sequences = await client.query<{ name: string; last: string | null }>(SEQUENCES);
  return {
    tables: inOrder(tables.rows, references.rows),
    sequences: sequences.rows,
    migrations: await appliedMigrations(client),
  };
}

/** In their order; empty: a database without tables. */
export async function appliedMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows: found } = await client.query(`SELECT to_regclass('${SKIPPED}') AS "table"`);
  if (!found[0]?.table) return [];
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM ${SKIPPED} WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
