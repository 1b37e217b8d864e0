// A change that is stored reaches the worker a moment later; a message between the two gets the answer from before it.
import pg from "pg";
import { expect, type Platform } from "./platform.ts";

/** Waits until the worker has the newest configuration of every workspace that it has any of. */
export async function untilLive({ databaseUrl }: Pick<Platform, "databaseUrl">): Promise<void> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const behind = async () => {
    const { rows } = await database.query<{ behind: number }>(
      `SELECT count(*) FILTER (WHERE a."version" < t."configVersion")::int AS "behind"
       FROM "Ack" AS a JOIN "Tenant" AS t ON t."id" = a."tenantId" HAVING count(*) > 0`,
    );
    return rows[0]?.behind;
  };
  await expect.poll(behind, "workspaces of which the worker has an older configuration").toBe(0);
  await database.end();
}
