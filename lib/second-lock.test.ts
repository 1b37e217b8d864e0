// The second lock, over every table in Postgres' catalogue, as the roles of production: a new table without a policy
// fails here.
import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import test, { before } from "node:test";
import { createShop, type Shop } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { databaseRoles, loginOf } from "./database-roles.ts";
import { db, pool, tenantPool } from "./db.ts";
import { tenantDb } from "./tenant-db.ts";

/** Tables that hold nothing of a tenant. */
const shared: Record<string, string> = {
  AlertBot: "which worker receives the updates of the platform's bot; a tenant's role may not read it",
  Chore: "how far work of the platform has come; a tenant's role may not read it",
  Model: "the catalogue of Google's models; a tenant's role only reads it",
  Worker: "which workers live; a tenant's role only reads it",
  Challenge: "a sign-in by passkey that is under way; a tenant's role may not read it",
  Plan: "what tenants may have; a tenant's role only reads it",
  Passkey: "a person's; a tenant's role may not read it",
  RecoveryCode: "a tenant's role may not read it",
  RateLimit: "tries by strangers, under hashes; a tenant's role may not read it",
  ResetLink: "a tenant's role may not read it",
  Session: "a tenant's role may not read it",
  SetupCode: "there is no tenant yet; a tenant's role may not read it",
  Totp: "a tenant's role may not read it",
  _prisma_migrations: "which migrations were applied; a tenant's role may not read it",
};

interface Table {
  name: string;
  forced: boolean;
  policies: string[];
  /** Columns of the primary key. */
  key: string[];
  hasTenant: boolean;
}

const tables = (await asOwner(`
  SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced,
    ARRAY(SELECT polname::text FROM pg_policy WHERE polrelid = c.oid ORDER BY 1) AS policies,
    ARRAY(SELECT quote_ident(a.attname) FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
          WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY a.attnum) AS key,
    EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'tenantId' AND NOT attisdropped) AS "hasTenant"
  FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1`)) as unknown as Table[];
const held = tables.filter(({ name }) => !(name in shared));

let [mine, theirs] = [] as unknown as [Shop, Shop];
before(async () => {
  await db.modelList.create({ data: { id: randomUUID(), entries: [] } });
  await db.park.create({
    data: { scope: "model", id: "*/m", class: "overloaded", reason: "", since: new Date() },
  });
  const shops = [await createShop(), await createShop()] as const;
  for (const { context } of shops) {
    const { tenantId } = context;
    const { id: workerId } = await db.worker.create({ data: { id: randomUUID(), host: "h", pid: 1 } });
    await db.ack.create({ data: { workerId, tenantId, version: 1 } });
    const counted = {
      ownerId: tenantId,
      scope: "tenant",
      subjectId: 0,
      window: "day",
      startsAt: new Date(),
    } as const;
    await db.messageCount.create({ data: { tenantId, count: 1, ...counted } });
    await db.audit.create({ data: { tenantId, action: "test", target: "" } });
    const { id: conversationId } = await db.conversation.findFirstOrThrow({ where: { tenantId } });
    await db.message.create({ data: { tenantId, conversationId, author: "user", text: "Salom" } });
    await db.chatMessage.create({
      data: { id: randomUUID(), tenantId, conversationId, author: "person", state: "heard" },
    });
    await db.personNote.create({ data: { tenantId, telegramId: 1 } });
    await db.retention.create({ data: { tenantId } });
    await db.summary.create({ data: { tenantId, conversationId } });
    const { userId } = await db.member.findFirstOrThrow({ where: { tenantId } });
    const visit = { reason: "Help", until: new Date(Date.now() + 60_000) };
    await db.visit.create({ data: { id: randomUUID(), tenantId, userId, ...visit } });
    await db.sharedKeyUse.create({ data: { tenantId, day: new Date(), calls: 1 } });
    const piece = { messageId: randomUUID(), memberId: randomUUID(), position: 0, bytes: Buffer.from("x") };
    await db.chatFile.create({ data: { tenantId, ...piece } });
    const { botId } = await db.conversation.findFirstOrThrow({ where: { id: conversationId } });
    await db.personFact.create({ data: { id: randomUUID(), tenantId, botId, personId: 1, text: "Salom" } });
    await db.staffGroup.create({ data: { tenantId, botId, chatId: -1, title: "Staff" } });
    await db.staffAccount.create({ data: { tenantId, telegramId: 1, userId } });
    const staffCode = { codeHash: randomUUID(), userId, botId, expiresAt: new Date() };
    await db.staffCode.create({ data: { tenantId, ...staffCode } });
    await db.staffTopic.create({ data: { tenantId, botId, conversationId, openedAt: new Date() } });
    const post = { conversationId, entryId: randomUUID(), part: "heard", telegramId: 1 };
    await db.staffPost.create({ data: { tenantId, ...post } });
    const account = { userId: 1, userChatId: 1, name: "Shop", enabled: true, connectedAt: new Date() };
    await db.businessConnection.create({
      data: { tenantId, botId, connectionId: randomUUID(), threadId: -1, ...account },
    });
    const draft = { updateId: randomInt(2 ** 40), question: "?", text: "!", chatId: 1 };
    await db.businessDraft.create({ data: { id: randomUUID(), tenantId, conversationId, ...draft } });
    const request = { codeHash: randomUUID(), userId, expiresAt: new Date() };
    await db.botRequest.create({ data: { tenantId, ...request } });
  }
  [mine, theirs] = shops;
});

/** SQL: the rows of a tenant, as the platform tells them apart. */
function rowsOf({ name, hasTenant }: Table, { context }: Shop): string {
  const own = `'${context.tenantId}'`;
  if (hasTenant) return `"tenantId" = ${own}`;
  if (name === "Tenant") return `"id" = ${own}`;
  const members = `SELECT "userId" FROM "Member" WHERE "tenantId" = ${own}`;
  if (name === "User")
    return `"id" IN (${members} UNION SELECT "actorId" FROM "Audit" WHERE "tenantId" = ${own})`;
  throw new Error(`${name} has no tenantId: say here which of its rows are a tenant's.`);
}

const refused = { code: "42501" };
const keysOf = async (
  run: (sql: string) => Promise<{ rows: unknown[] }>,
  { name, key }: Table,
  which = "true",
) =>
  (await run(`SELECT concat_ws(' ', ${key.join(", ")}) AS key FROM "${name}" WHERE ${which} ORDER BY 1`))
    .rows;
const everything = (sql: string) => pool.query(sql);
const nobody = (sql: string) => tenantPool.query(sql);
const asMine = (sql: string, values?: unknown[]) => tenantDb(mine.context).query(sql, values);
/** How many rows the statement writes; none if the role lacks the privilege. */
const written = (run: typeof nobody, sql: string) =>
  run(sql).then(
    ({ rowCount }) => rowCount,
    (error: { code?: string }) => (error.code === "42501" ? 0 : Promise.reject(error)),
  );

test("every table has policies and forces them on its owner too, unless it is listed with a reason", () => {
  const open = held.filter(({ forced }) => !forced).map(({ name }) => name);
  assert.deepEqual(
    open,
    [],
    "call botfactory_protect in the migration that creates the table (CONTRIBUTING.md)",
  );
  assert.deepEqual(
    Object.keys(shared).filter((name) => !tables.some((table) => table.name === name)),
    [],
  );
  for (const { name, policies } of held) {
    const known = ["platform", "tenant"];
    assert.deepEqual(
      policies.filter((policy) => policy !== "shared"),
      known,
      name,
    );
  }
});

test("all rows are shown only to the owner and the platform's role; what is shared is only read", async () => {
  const policies = await asOwner(`
    SELECT DISTINCT policyname || ' ' || cmd || ' to ' || array_to_string(roles, ', ') AS policy,
      CASE WHEN policyname <> 'tenant' THEN qual END AS qual
    FROM pg_policies ORDER BY 1`);
  assert.deepEqual(policies, [
    { policy: "platform ALL to botfactory_owner, botfactory_platform", qual: "true" },
    {
      policy: "shared SELECT to botfactory_tenant",
      qual: `(("tenantId" IS NULL) AND ((NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid IS NOT NULL))`,
    },
    { policy: "tenant ALL to botfactory_tenant", qual: null },
  ]);
});

for (const table of held) {
  const { name, key, policies } = table;
  test(`${name}: a tenant sees its own rows and no others, whatever the statement says`, async () => {
    const own = await keysOf(everything, table, rowsOf(table, mine));
    assert.ok(own.length > 0, "the test has a row of each tenant");
    assert.ok((await keysOf(everything, table, rowsOf(table, theirs))).length > 0);
    const everybodys = policies.includes("shared")
      ? await keysOf(everything, table, `"tenantId" IS NULL`)
      : [];
    const seen = await keysOf(asMine, table);
    assert.deepEqual(
      new Set(seen.map((row) => JSON.stringify(row))),
      new Set([...own, ...everybodys].map((row) => JSON.stringify(row))),
    );
  });

  test(`${name}: a tenant neither changes, deletes nor adds rows of another one`, async () => {
    const before = await asOwner(
      `SELECT to_jsonb(t) AS row FROM "${name}" AS t WHERE ${rowsOf(table, theirs)} ORDER BY 1`,
    );
    // Whatever the privileges of columns: the key is set to itself.
    const others = `NOT (${key.map((column) => `${column}::text`).join(" || ' ' || ")} = ANY($1))`;
    const own = (await keysOf(everything, table, rowsOf(table, mine))) as { key: string }[];
    const values = [own.map(({ key }) => key)];
    for (const sql of [
      `UPDATE "${name}" SET ${key[0]} = ${key[0]} WHERE ${others}`,
      `DELETE FROM "${name}" WHERE ${others}`,
    ])
      assert.equal(await written((text) => asMine(text, values), sql), 0, sql);
    for (const { row } of before)
      await assert.rejects(
        asMine(`INSERT INTO "${name}" SELECT * FROM jsonb_populate_record(NULL::"${name}", $1)`, [row]),
        refused,
      );
    if (table.hasTenant)
      await assert.rejects(
        asMine(`UPDATE "${name}" SET "tenantId" = $1`, [theirs.context.tenantId]),
        refused,
      );
    const after = await asOwner(
      `SELECT to_jsonb(t) AS row FROM "${name}" AS t WHERE ${rowsOf(table, theirs)} ORDER BY 1`,
    );
    assert.deepEqual(after, before);
  });

  test(`${name}: without a tenant nothing is seen or written`, async () => {
    assert.deepEqual(await keysOf(nobody, table), []);
    for (const sql of [`UPDATE "${name}" SET ${key[0]} = ${key[0]}`, `DELETE FROM "${name}"`])
      assert.equal(await written(nobody, sql), 0, sql);
    const [{ row } = { row: null }] = await asOwner(`SELECT to_jsonb(t) AS row FROM "${name}" AS t LIMIT 1`);
    await assert.rejects(
      tenantPool.query(`INSERT INTO "${name}" SELECT * FROM jsonb_populate_record(NULL::"${name}", $1)`, [
        row,
      ]),
      refused,
    );
  });
}

for (const name of Object.keys(shared)) {
  test(`${name}, which belongs to no tenant, is not written by a tenant's role`, async () => {
    for (const sql of [`INSERT INTO "${name}" DEFAULT VALUES`, `DELETE FROM "${name}"`, `TRUNCATE "${name}"`])
      await assert.rejects(asMine(sql), refused, sql);
  });
}

test("what a person signs in with is not readable by a tenant's role", async () => {
  for (const name of [
    "Challenge",
    "Passkey",
    "RateLimit",
    "RecoveryCode",
    "ResetLink",
    "Session",
    "SetupCode",
    "Totp",
  ])
    await assert.rejects(asMine(`SELECT FROM "${name}"`), refused, name);
  await assert.rejects(asMine(`SELECT "passwordHash" FROM "User"`), refused);
});

test("of its own row a tenant writes what its settings are, and neither its plan, limits, suspension nor address", async () => {
  const { tenantId } = mine.context;
  const columns = await asOwner(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = '"Tenant"'::regclass AND attnum > 0 AND NOT attisdropped`,
  );
  const mayWrite: string[] = [];
  for (const name of columns.map((column) => String(column.name)))
    await asMine(`UPDATE "Tenant" SET "${name}" = "${name}" WHERE "id" = $1`, [tenantId]).then(
      () => mayWrite.push(name),
      (error: { code?: string }) => assert.equal(error.code, refused.code, name),
    );
  assert.deepEqual(mayWrite.sort(), ["configVersion", "hedging", "keyOrder", "locale", "name", "timeZone"]);
  const { rowCount } = await asMine(`UPDATE "Tenant" SET "name" = "name"`);
  assert.equal(rowCount, 1, "its own row alone");
});

test("what was recorded for audit is changed by nobody but the owner", async () => {
  for (const run of [asMine, everything])
    for (const sql of [`UPDATE "Audit" SET "action" = ''`, `DELETE FROM "Audit"`, `TRUNCATE "Audit"`])
      await assert.rejects(run(sql), refused, sql);
});

test("neither role is a superuser, bypasses policies, creates roles or belongs to one that does", async () => {
  const logins = databaseRoles
    .map((role) => `'${loginOf(role, process.env.ENCRYPTION_KEY ?? "").user}'`)
    .join(", ");
  const powers = await asOwner(`
    SELECT rolname FROM pg_roles AS r
    WHERE (rolname IN (${logins}) OR rolname IN ('botfactory_tenant', 'botfactory_platform', 'botfactory_owner'))
      AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`);
  assert.deepEqual(powers, []);
  const groups = await asOwner(`
    SELECT DISTINCT g.rolname FROM pg_auth_members AS m JOIN pg_roles AS g ON g.oid = m.roleid
    WHERE m.member IN (SELECT oid FROM pg_roles WHERE rolname IN (${logins})) ORDER BY 1`);
  assert.deepEqual(groups, [{ rolname: "botfactory_platform" }, { rolname: "botfactory_tenant" }]);
});

for (const sql of [
  `COPY "Model" FROM PROGRAM 'id'`,
  `COPY (SELECT 1) TO PROGRAM 'cat'`,
  `COPY "Model" FROM '/etc/passwd'`,
  `SELECT pg_read_file('/proc/self/environ')`,
  `SELECT pg_ls_dir('/')`,
  `SELECT lo_import('/etc/passwd')`,
  "CREATE EXTENSION pg_stat_statements",
  "ALTER SYSTEM SET log_statement = 'all'",
  "CREATE ROLE another SUPERUSER",
  "SET ROLE botfactory_owner",
  "SET SESSION AUTHORIZATION botfactory",
  "CREATE TABLE mine (n int)",
  `ALTER TABLE "Key" DISABLE ROW LEVEL SECURITY`,
  `ALTER TABLE "Key" NO FORCE ROW LEVEL SECURITY`,
  `DROP POLICY tenant ON "Key"`,
  `CREATE POLICY open ON "Key" USING (true)`,
  `TRUNCATE "Attempt"`,
]) {
  test(`neither role may run: ${sql}`, async () => {
    for (const run of [nobody, everything]) {
      // Another role's table is reported by ownership, a missing privilege by 42501 as well.
      await assert.rejects(
        run(sql),
        (error: { code?: string }) => /^(42501|22023)$/.test(error.code ?? ""),
        sql,
      );
    }
  });
}

test("switching policies off fails instead of showing all rows", async () => {
  const client = await tenantPool.connect();
  try {
    await client.query("SET row_security = off");
    await assert.rejects(client.query(`SELECT "id" FROM "Key"`), refused);
  } finally {
    client.release(true);
  }
});
