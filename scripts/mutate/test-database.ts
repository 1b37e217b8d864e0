// The database of a test file that in-process-worker.ts reruns: emptied before each test, since a new one costs half a second.
import pg from "pg";

export interface TestDatabase {
  /** Deletes all rows; the migrated template has none. */
  empty(): Promise<void>;
  /** Ends the connections of a failed test, which may hold locks. */
  disconnectOthers(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestDatabase(connectionString: string): Promise<TestDatabase> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'",
  );
  const deletes = rows.map(({ tablename }) => `DELETE FROM "${tablename}"`).join(";");
  // No triggers and no foreign-key checks, so the order of the tables does not matter.
  await client.query("SET session_replication_role = replica; SET lock_timeout = '5s'");
  return {
    async empty() {
      await client.query(deletes);
    },
    async disconnectOthers() {
      // The pool of lib/db.ts; the next use opens a new one.
      Reflect.deleteProperty(globalThis, "botfactoryDb");
      await client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
      );
    },
    close: () => client.end(),
  };
}
