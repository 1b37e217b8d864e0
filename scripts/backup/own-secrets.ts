// A backup holds this machine's ENCRYPTION_KEY: it must be the one that the stored tokens and keys were sealed with. On another machine
// a command would have made a new one, with which the backup opens nothing.
import pg from "pg";
import { keyIds } from "#lib/secrets.ts";
import { storedColumns } from "../secrets/stored-columns.ts";

/** Each encryption key's id, with how many secrets it has sealed. */
async function sealedBy(client: pg.Client): Promise<Map<string, number>> {
  const count = new Map<string, number>();
  for (const { table, column } of await storedColumns(client)) {
    const { rows } = await client.query<{ id: string; count: number }>(
      `SELECT split_part("${column}", '.', 2) AS "id", count(*)::int AS "count" FROM "${table}"
       WHERE "${column}" IS NOT NULL GROUP BY 1`,
    );
    for (const { id, count: more } of rows) count.set(id, (count.get(id) ?? 0) + more);
  }
  return count;
}

/**
 * @returns a warning if some of them will not open with this machine's keys; null: all will
 * @throws Error if none will
 */
export async function requireOwnSecrets(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const found = [...(await sealedBy(client))];
    const own = keyIds();
    const foreign = found.filter(([id]) => !own.includes(id));
    if (foreign.length === 0) return null;
    const ids = foreign.map(([id]) => id).join(", ");
    if (foreign.length === found.length)
      throw new Error(
        `Nothing was backed up: the tokens and keys were sealed with another ENCRYPTION_KEY (${ids}) than this machine's (${own.join(", ")}), so the backup would open none of them. Set ENCRYPTION_KEY to that of the platform.`,
      );
    const sum = foreign.reduce((total, [, count]) => total + count, 0);
    return `${sum} tokens and keys were sealed with an ENCRYPTION_KEY that this machine does not have (${ids}). The backup does not open them either.`;
  } finally {
    await client.end().catch(() => undefined);
  }
}
