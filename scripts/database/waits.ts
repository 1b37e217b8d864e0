// What a migration waits for without anybody waiting behind it. A statement that asks for a table's strongest lock queues behind whoever
// reads the table, and everybody else queues behind that statement: for as long as a backup or a report reads, no bot would answer.
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";

/** Arbitrary advisory lock ids. Of the first: concurrent starts migrate one after the other. */
const MIGRATING = 726_354_819;
/** A backup holds it, shared, for as long as it reads. */
const READING = 726_354_820;

/** Of the sessions that migrate, which are not to be told as somebody else. */
export const MIGRATION = "botfactory migration";
export const BACKUP = "botfactory backup";

/** Resolves when nobody is migrating; nobody begins before the client ends, or says that whoever may migrate. */
export const whileNobodyMigrates = (client: pg.Client) =>
  client.query("SELECT pg_advisory_lock_shared($1)", [MIGRATING]);
export const whoeverMayMigrate = (client: pg.Client) =>
  client.query("SELECT pg_advisory_unlock_shared($1)", [MIGRATING]);

/** Until the client's transaction ends, no migration touches a table. For a client while nobody migrates, so that it never waits. */
export const holdTables = (client: pg.ClientBase) =>
  client.query("SELECT pg_advisory_xact_lock_shared($1)", [READING]);

const POLL_MS = 250;
/** Most waits are over sooner. */
const QUIET_MS = 2_000;
const TELL_MS = 60_000;

/** @returns prints the sentence on a call that comes late enough, then once a minute */
function teller(quietMs: number): (sentence: () => Promise<string>) => Promise<void> {
  let next = performance.now() + quietMs;
  return async (sentence) => {
    if (performance.now() < next) return;
    next = performance.now() + TELL_MS;
    // Not on standard output, which is a program's with --json.
    console.error(await sentence());
  };
}

const span = (seconds: number): string =>
  seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;

/** Another role's times are hidden from a role with few rights. */
const READER = `
  SELECT a."pid", a."application_name" AS "program", extract(epoch FROM clock_timestamp() - a."backend_start")::float8 AS "seconds"
  FROM pg_locks AS l JOIN pg_stat_activity AS a ON a."pid" = l."pid"
  WHERE l."locktype" = 'advisory' AND l."objid" = $1 AND l."granted" AND a."datname" = current_database()
  ORDER BY a."backend_start" NULLS LAST LIMIT 1`;

interface Reader {
  pid: number;
  program: string;
  seconds: number | null;
}

async function backupInWords(client: pg.ClientBase): Promise<string> {
  const [reader] = (await client.query<Reader>(READER, [READING])).rows;
  const facts = reader && [
    ...(reader.seconds === null ? [] : [`for ${span(reader.seconds)}`]),
    ...(/\d+ %$/.exec(reader.program) ?? []),
    `process ${reader.pid} of PostgreSQL`,
  ];
  const how = facts ? ` (${facts.join(", ")})` : "";
  return `A backup is being written${how}. The tables are changed when it ends; whatever runs already goes on meanwhile.`;
}

async function gets(client: pg.ClientBase, lock: number): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>("SELECT pg_try_advisory_lock($1) AS got", [lock]);
  return rows[0]?.got === true;
}

/**
 * Resolves when this client alone migrates, and until it ends; if tables change, when no backup reads them either. Asks again and again:
 * a statement that waits would keep VACUUM from its work, and other starts and backups go on meanwhile.
 * @param hasMigrations whether none is pending
 */
export async function takeTurn(client: pg.ClientBase, hasMigrations: () => Promise<boolean>): Promise<void> {
  const tell = teller(QUIET_MS);
  for (;;) {
    if (await gets(client, MIGRATING)) {
      if ((await hasMigrations()) || (await gets(client, READING))) return;
      await client.query("SELECT pg_advisory_unlock($1)", [MIGRATING]);
      await tell(() => backupInWords(client));
    } else await tell(async () => "Another start migrates the database, or a backup begins: this one waits.");
    await sleep(POLL_MS);
  }
}

/** Longer than deadlock_timeout, after which PostgreSQL takes a table from its own autovacuum for whoever waits for it. */
const LIMITS = `
  SELECT set_config('statement_timeout', '0', false), set_config('lock_timeout', (
    SELECT ("setting"::int + 1000)::text FROM pg_settings WHERE "name" = 'deadlock_timeout'), false)`;

/** From now on a statement of the session gives up a lock that it does not get, rather than let others wait behind it. */
export const limitLocks = (client: pg.ClientBase) => client.query(LIMITS);

/** It did not get a lock in time, or each waited for the other. */
const waited = (error: unknown) => ["55P03", "40P01"].includes((error as { code?: string }).code ?? "");

const PAUSE_MS = 1_000;
const MOST_PAUSE_MS = 30_000;

/** Whoever has held a table for the longest. */
const HOLDER = `
  SELECT a."pid", coalesce(nullif(a."application_name", ''), a."backend_type", 'a program') AS "program",
    extract(epoch FROM clock_timestamp() - a."xact_start")::float8 AS "seconds"
  FROM pg_stat_activity AS a
  WHERE a."datname" = current_database() AND a."xact_start" < now() - interval '1 second' AND a."application_name" <> $1
    AND EXISTS (SELECT FROM pg_locks AS l WHERE l."pid" = a."pid" AND l."locktype" = 'relation' AND l."granted")
  ORDER BY a."xact_start" LIMIT 1`;

/** As the login itself: the tables' owner, whom it acts as, does not see what others do. */
async function holderOf(client: pg.ClientBase): Promise<Reader | undefined> {
  await client.query("BEGIN; SET LOCAL ROLE NONE");
  const found = await client.query<Reader>(HOLDER, [MIGRATION]).catch(() => null);
  await client.query("ROLLBACK");
  return found?.rows[0];
}

async function holderInWords(client: pg.ClientBase, pauseMs: number): Promise<string> {
  const holder = await holderOf(client);
  const who = holder
    ? `"${holder.program}" (for ${span(holder.seconds ?? 0)}, process ${holder.pid} of PostgreSQL)`
    : "somebody";
  return `A table cannot be changed while ${who} uses it. Tried again in ${pauseMs / 1_000} s; whatever runs already goes on meanwhile.`;
}

/**
 * Does the work again until it gets its locks (`limitLocks`), with pauses for those who waited behind it.
 * @param client tells who holds them; in no transaction
 * @param work one transaction, so that nothing is left of a try
 */
export async function untilUnlocked<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  const tell = teller(0);
  for (let pause = PAUSE_MS; ; pause = Math.min(2 * pause, MOST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!waited(error)) throw error;
      await tell(() => holderInWords(client, pause));
      await sleep(pause);
    }
  }
}
