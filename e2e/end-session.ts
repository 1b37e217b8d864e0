// Ends everybody's session while their pages are open.
import pg from "pg";
import type { Platform } from "./platform.ts";

/** As an admin who ends it from afar. A cookie that is only cleared comes back with an answer that is under way. */
export async function endSession({ databaseUrl }: Platform): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`DELETE FROM "Session"`);
  await client.end();
}
