// The roles of Postgres: an owner that migrates, one that sees the rows of one tenant, one that sees all. None but the
// owner may change tables, and none is a superuser.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import pg from "pg";
import { addressOf, type DatabaseRole, databaseRoles, type Login, loginOf } from "#lib/database-roles.ts";
import { untilUnlocked } from "./waits.ts";

/** Owns the tables if DATABASE_URL is a superuser's; else its role does. */
export const OWNER = "botfactory_owner";
/** What both logins of an installation inherit; policies and privileges name it. */
const groupOf = (role: DatabaseRole) => `botfactory_${role}`;

/** What a role may do with tables where that is less than all, or with tables without a policy. */
const privileges: Record<DatabaseRole, Record<string, string>> = {
  tenant: {
    // Plan, limits, suspension, address and second factor are changed by functions that see all tenants.
    Tenant: 'SELECT, UPDATE ("name", "locale", "timeZone", "keyOrder", "hedging", "configVersion")',
    Member: "SELECT",
    User: 'SELECT ("id", "email", "name")',
    Ack: "SELECT",
    AlertCause: "SELECT",
    AlertDesk: "SELECT",
    AlertTold: "SELECT",
    Audit: "SELECT, INSERT",
    BotDay: "SELECT",
    Model: "SELECT",
    ModelDay: "SELECT",
    Plan: "SELECT",
    Rollup: "SELECT, UPDATE",
    SharedKeyUse: "SELECT",
    Visit: "SELECT",
    Worker: "SELECT",
  },
  platform: { Audit: "SELECT, INSERT", _prisma_migrations: "SELECT" },
};
const ALL = "SELECT, INSERT, UPDATE, DELETE";
const tablePrivileges = ["INSERT", "UPDATE", "DELETE"];

/** What the server stores of a password (RFC 5803), so that the password itself is in no statement and no log of it. */
export function verifierOf(password: string, salt = randomBytes(16)): string {
  const rounds = 4_096;
  const salted = pbkdf2Sync(password, salt, rounds, 32, "sha256");
  const hmac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(hmac("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${rounds}:${salt.toString("base64")}$${stored}:${hmac("Server Key").toString("base64")}`;
}

const names = async (client: pg.Client, sql: string, values: unknown[] = []): Promise<string[]> =>
  (await client.query<{ name: string }>(sql, values)).rows.map(({ name }) => name);

/** A start of another installation on the same server may be first. */
async function createRole(client: pg.Client, definition: string): Promise<void> {
  await client.query(`CREATE ROLE ${definition}`).catch((error: { code?: string }) => {
    if (error.code !== "42710" && error.code !== "23505") throw error;
  });
}

/** Creates the roles that are missing. @throws pg.DatabaseError 42501 if the client's role may not */
async function createRoles(client: pg.Client, key: string): Promise<void> {
  const there = new Set(await names(client, `SELECT rolname AS name FROM pg_roles`));
  for (const role of databaseRoles) {
    const group = groupOf(role);
    if (!there.has(group)) await createRole(client, `${group} NOLOGIN`);
    const { user, password } = loginOf(role, key);
    if (there.has(user)) continue;
    await createRole(client, `${user} LOGIN PASSWORD '${verifierOf(password)}' IN ROLE ${group}`);
  }
}

/** Removes the logins that follow from keys that are used no more: whoever knows such a key could still log in. */
export async function dropLogins(url: string, keys: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const users = keys.flatMap((key) => databaseRoles.map((role) => loginOf(role, key).user));
    const there = await names(client, `SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1)`, [
      users,
    ]);
    for (const user of there) await client.query(`DROP ROLE ${pg.escapeIdentifier(user)}`);
  } finally {
    await client.end();
  }
}

async function canLogIn(url: string, login: Login): Promise<boolean> {
  const client = new pg.Client({ connectionString: addressOf(url, login), connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    // An address without a host, as of a socket, takes no login and connects as somebody else.
    const [self] = await names(client, "SELECT current_user AS name");
    return self === login.user;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Creates the roles and tries them.
 * @returns null, or one sentence that says what is missing and what to do
 */
export async function prepareRoles(client: pg.Client, url: string, key: string): Promise<string | null> {
  const [self = ""] = await names(client, "SELECT current_user AS name");
  const todo = `every query runs as "${self}", which sees all tenants, and row-level security is no second lock`;
  try {
    await createRoles(client, key);
  } catch (error) {
    if ((error as { code?: string }).code !== "42501") throw error;
    return `The role "${self}" of DATABASE_URL may not create roles, so ${todo}: run ALTER ROLE "${self}" CREATEROLE as a superuser and restart, or set DATABASE_ROLES=off to accept it.`;
  }
  for (const role of databaseRoles) {
    const login = loginOf(role, key);
    if (await canLogIn(url, login)) continue;
    return `The role "${login.user}" cannot log in to the database, so ${todo}: let pg_hba.conf admit it, or run DROP ROLE "${login.user}" and restart, or set DATABASE_ROLES=off to accept it.`;
  }
  return null;
}

/** Tables, sequences, types and functions of schema public that belong to the client's role, as ALTER names them. */
const OWN_OBJECTS = `
  SELECT format('TABLE %s', oid::regclass) AS name FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relowner = current_user::regrole
  UNION ALL
  SELECT format('TYPE %s', oid::regtype) FROM pg_type
  WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd') AND typowner = current_user::regrole
  UNION ALL
  SELECT format('FUNCTION %s', oid::regprocedure) FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace AND proowner = current_user::regrole`;

/**
 * A superuser's tables move to a role that is none, since policies do not hold a superuser.
 * @returns the role that migrates; null: the client's own
 */
export async function prepareOwner(client: pg.Client): Promise<string | null> {
  const [superuser] = await names(
    client,
    "SELECT rolname AS name FROM pg_roles WHERE rolname = current_user AND rolsuper",
  );
  if (!superuser) return null;
  const [there] = await names(client, `SELECT rolname AS name FROM pg_roles WHERE rolname = $1`, [OWNER]);
  if (!there) await createRole(client, `${OWNER} NOLOGIN`);
  const [other] = await names(
    client,
    `SELECT datname AS name FROM pg_database WHERE datname = current_database() AND datdba <> $1::regrole`,
    [OWNER],
  );
  if (other) await client.query(`ALTER DATABASE ${pg.escapeIdentifier(other)} OWNER TO ${OWNER}`);
  // One at a time: older workers go on between two of these locks.
  for (const object of await names(client, OWN_OBJECTS)) {
    await untilUnlocked(client, () => client.query(`ALTER ${object} OWNER TO ${OWNER}`));
  }
  return OWNER;
}

interface Protected {
  name: string;
  policies: { name: string; roles: string }[];
  /** What the tenants' role may do with the whole table. */
  held: string[];
}

/** Gives the roles their privileges and policies, also for tables that are older than the roles. As the tables' owner. */
export async function grantPrivileges(client: pg.Client): Promise<void> {
  const { rows } = await client.query<Protected>(
    `SELECT c.relname AS name, coalesce((
       SELECT json_agg(json_build_object('name', p.polname, 'roles', (
         SELECT string_agg(rolname, ', ' ORDER BY rolname::text COLLATE "C") FROM pg_roles WHERE oid = ANY(p.polroles))))
       FROM pg_policy AS p WHERE p.polrelid = c.oid), '[]') AS policies,
       ARRAY(SELECT p FROM unnest($1::text[]) AS p WHERE has_table_privilege($2, c.oid, p)) AS held
     FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`,
    [tablePrivileges, groupOf("tenant")],
  );
  const [owner = ""] = await names(client, "SELECT current_user AS name");
  const [tenants, platform] = [groupOf("tenant"), groupOf("platform")];
  const statements = rows.flatMap(({ name, policies, held }) => {
    const table = pg.escapeIdentifier(name);
    const granted = privileges.tenant[name] ?? (policies.length > 0 ? ALL : null);
    // Only where they differ: changing a policy locks the table.
    const stale = policies.flatMap((policy) => {
      const roles = policy.name === "platform" ? [owner, platform].sort() : [tenants];
      if (policy.roles === roles.join(", ")) return [];
      return [`ALTER POLICY ${policy.name} ON ${table} TO ${roles.map(pg.escapeIdentifier).join(", ")}`];
    });
    // Of before it was restricted. In one statement, so that workers lack nothing in between.
    const excess = tablePrivileges.filter(
      (privilege) => held.includes(privilege) && !granted?.split(/, (?![^(]*\))/).includes(privilege),
    );
    const revoke = excess.length > 0 ? `REVOKE ${excess.join(", ")} ON ${table} FROM ${tenants}; ` : "";
    return [
      ...(granted ? [`${revoke}GRANT ${granted} ON ${table} TO ${tenants}`] : []),
      `GRANT ${privileges.platform[name] ?? ALL} ON ${table} TO ${platform}`,
      ...stale,
    ];
  });
  statements.push(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${tenants}, ${platform}`);
  for (const statement of statements) await untilUnlocked(client, () => client.query(statement));
}
