// Faults of the test's database, as a worker meets them: each refuses writes until it ends. The workers connect
// as a role of their own, with the rights of the platform's.
import "./database.ts";
import pg from "pg";

interface Fault {
  name: string;
  begin(): Promise<void>;
  end(): Promise<void>;
}

export interface DatabaseFaults {
  /** For the workers. They connect as a role of their own, since this process must still read. */
  env: { DATABASE_URL: string; DATABASE_ROLES: "off" };
  /** Creates the role; call it before a worker starts. */
  open(): Promise<void>;
  /**
   * One per way in which a database refuses what it is given.
   * @param table whose writes are refused, where a fault concerns a table
   */
  refusals(table: string, column: string): readonly Fault[];
  /** Connections of the workers end, and there are none to be had. */
  noConnection: Fault;
  /** Ends all connections of the workers; they may connect again. */
  cutConnections(): Promise<void>;
  close(): Promise<void>;
}

/** Faults of the test's own database. Call it at the top of a test file. */
export function databaseFaults(): DatabaseFaults {
  const url = new URL(process.env.DATABASE_URL ?? "");
  const database = url.pathname.slice(1);
  const role = `worker_of_${database}`;
  const admin = new pg.Client({ connectionString: url.href });
  const sql = async (...statements: string[]) => {
    for (const statement of statements) await admin.query(statement);
  };
  url.username = role;
  url.password = "worker";

  const cutConnections = async () => {
    await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", [role]);
  };
  /** Settings apply to new connections. */
  const setting = (name: string, value: string) => ({
    begin: async () => {
      await sql(`ALTER ROLE ${role} IN DATABASE ${database} SET ${name} = ${value}`);
      await cutConnections();
    },
    end: async () => {
      await sql(`ALTER ROLE ${role} IN DATABASE ${database} RESET ${name}`);
      await cutConnections();
    },
  });
  const fault = (name: string, begin: string[], end: string[]): Fault => ({
    name,
    begin: () => sql(...begin),
    end: () => sql(...end),
  });
  const impatient = setting("statement_timeout", "'300ms'");

  return {
    env: { DATABASE_URL: url.href, DATABASE_ROLES: "off" },
    cutConnections,
    async open() {
      await admin.connect();
      await sql(`CREATE ROLE ${role} LOGIN PASSWORD 'worker' IN ROLE botfactory_platform`);
    },
    noConnection: {
      name: "no connection to be had",
      async begin() {
        await sql(`ALTER ROLE ${role} CONNECTION LIMIT 0`);
        await cutConnections();
      },
      end: () => sql(`ALTER ROLE ${role} CONNECTION LIMIT -1`),
    },
    refusals: (table, column) => [
      { name: "read-only", ...setting("default_transaction_read_only", "on") },
      {
        name: "a lock and a statement time-out",
        async begin() {
          await impatient.begin();
          await sql("BEGIN", `LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`);
        },
        async end() {
          await sql("ROLLBACK");
          await impatient.end();
        },
      },
      fault(
        "a revoked privilege",
        [`REVOKE INSERT, UPDATE ON "${table}" FROM botfactory_platform`],
        [`GRANT INSERT, UPDATE ON "${table}" TO botfactory_platform`],
      ),
      fault(
        "a renamed column",
        [`ALTER TABLE "${table}" RENAME COLUMN "${column}" TO "renamed"`],
        [`ALTER TABLE "${table}" RENAME COLUMN "renamed" TO "${column}"`],
      ),
      fault(
        "a missing table",
        [`ALTER TABLE "${table}" RENAME TO "Renamed"`],
        [`ALTER TABLE "Renamed" RENAME TO "${table}"`],
      ),
      fault(
        "a column of a newer version that must be given",
        [
          `ALTER TABLE "${table}" ADD COLUMN "newer" int NOT NULL DEFAULT 0`,
          `ALTER TABLE "${table}" ALTER COLUMN "newer" DROP DEFAULT`,
        ],
        [`ALTER TABLE "${table}" DROP COLUMN "newer"`],
      ),
      fault(
        "a full disk",
        [
          `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$`,
          `CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON "${table}" EXECUTE FUNCTION full_disk()`,
        ],
        [`DROP FUNCTION full_disk CASCADE`],
      ),
    ],
    async close() {
      await cutConnections();
      await sql(`DROP OWNED BY ${role}`, `DROP ROLE ${role}`);
      await admin.end();
    },
  };
}
