// A change that is stored reaches the worker a moment later; a message between the two gets the answer from before it.
import pg from "pg";
import type { Locator } from "playwright/test";
import { expect, type Platform } from "./platform.ts";

/** A page waits for the worker for two seconds, and then says what it has: on a busy machine it is not there yet. */
const LIVE = process.env.EXACT_TIMES ? /^Live on 1\/1 worker/ : /^Live on [01]\/1 worker/;

/** Waits until the worker has the newest configuration of every workspace that it has any of. */
export async function untilLive({ databaseUrl }: Pick<Platform, "databaseUrl">): Promise<void> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const behind = async () => {
    const { rows } = await database.query<{ behind: number }>(
      `SELECT count(*) FILTER (WHERE "newest" < "configVersion")::int AS "behind"
       FROM (SELECT t."configVersion", max(a."version") AS "newest"
         FROM "Ack" AS a JOIN "Tenant" AS t ON t."id" = a."tenantId" GROUP BY t."id") AS each HAVING count(*) > 0`,
    );
    return rows[0]?.behind;
  };
  await expect.poll(behind, "workspaces of which the worker has an older configuration").toBe(0);
  await database.end();
}

/** Waits until the page, or a toast, says how far a change is live, and it is. */
export async function saidLive(where: Locator, platform: Platform): Promise<void> {
  await expect(where.getByText(LIVE)).toBeVisible();
  await untilLive(platform);
}
