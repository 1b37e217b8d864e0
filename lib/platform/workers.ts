// The workers of the platform: which live, and what they carry. For people of the platform only.
import { pool } from "../db.ts";
import type { Person } from "../people/person.ts";
import { authorisePlatform } from "../people/platform.ts";
import { workerAlive } from "../worker-alive.ts";

export interface WorkerView {
  id: string;
  host: string;
  pid: number;
  /** Of the program; null: unknown. */
  version: string | null;
  startedAt: Date;
  seenAt: Date;
  alive: boolean;
  /** Bots that it polls. Bots with a webhook belong to no worker. */
  bots: number;
  /** Conversations that it answers in just now. */
  turns: number;
}

/** The living ones first. */
export async function listWorkers(person: Person): Promise<WorkerView[]> {
  authorisePlatform(person);
  const { rows } = await pool.query<WorkerView>(
    `SELECT w."id", split_part(w."host", ' ', 1) AS "host", w."pid", w."version", w."startedAt", w."seenAt",
       ${workerAlive} AS "alive", coalesce(b."n", 0) AS "bots", coalesce(l."n", 0) AS "turns"
     FROM "Worker" AS w
     LEFT JOIN (SELECT "workerId", count(*)::int AS "n" FROM "BotLease" WHERE "until" > now() GROUP BY 1) AS b
       ON b."workerId" = w."id"
     LEFT JOIN (SELECT "workerId", count(*)::int AS "n" FROM "Lane" WHERE "until" > now() GROUP BY 1) AS l
       ON l."workerId" = w."id"
     ORDER BY "alive" DESC, w."startedAt", w."id"`,
  );
  return rows;
}
