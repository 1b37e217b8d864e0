// The tenant travels with each statement: through SQL, Prisma and transactions, also when many share the connections.
import assert from "node:assert/strict";
import { registerHooks } from "node:module";
import test, { before } from "node:test";
import { createShop, type Shop } from "#test/builders.ts";
import { db, pool, tenantPool } from "./db.ts";
import { tenantDb } from "./tenant-db.ts";

let [mine, theirs] = [] as unknown as [Shop, Shop];
before(async () => {
  [mine, theirs] = [await createShop(), await createShop()];
});

/** The machine may be busy. */
const patient = { maxWait: 30_000, timeout: 30_000 };
const idOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
const BOTS = `SELECT "id" FROM "Bot"`;

test("a forgotten where shows one tenant's rows: by SQL with and without parameters, by Prisma, in both kinds of transactions", async () => {
  const own = tenantDb(mine.context);
  const expected = [mine.botId];
  assert.deepEqual(idOf((await own.query<{ id: string }>(BOTS)).rows), expected);
  assert.deepEqual(idOf((await own.query<{ id: string }>(`${BOTS} WHERE $1`, [true])).rows), expected);
  assert.deepEqual(idOf((await own.query<{ id: string }>({ name: "bots", text: BOTS })).rows), expected);
  assert.deepEqual(idOf(await own.bot.findMany()), expected);
  await own.$transaction(async (tx) => assert.deepEqual(idOf(await tx.bot.findMany()), expected));
  const strict = { isolationLevel: "RepeatableRead" } as const;
  await own.$transaction(async (tx) => assert.deepEqual(idOf(await tx.bot.findMany()), expected), strict);
});

test("within a tenant's transaction the platform's connection is still the platform's", async () => {
  const all = await tenantDb(mine.context).$transaction(() => db.bot.count());
  assert.equal(all, 2);
});

test("concurrent statements of many tenants on few connections do not mix, whichever of them fail", async () => {
  const ask = async ({ context, botId }: Shop) => {
    const own = tenantDb(context);
    assert.deepEqual(idOf(await own.bot.findMany()), [botId]);
    await assert.rejects(own.query("SELECT 1 / 0"), { code: "22012" });
    await assert.rejects(own.query("SELECT nonsense"), { code: "42703" });
    assert.deepEqual(idOf((await own.query<{ id: string }>(BOTS)).rows), [botId]);
    const failing = own.$transaction((tx) => tx.bot.update({ where: { id: "x" }, data: {} }), patient);
    await assert.rejects(failing);
    await own.$transaction(async (tx) => assert.deepEqual(idOf(await tx.bot.findMany()), [botId]), patient);
  };
  await Promise.all(
    Array.from({ length: 12 }, () => [mine, theirs])
      .flat()
      .map(ask),
  );
});

test("nothing of the tenant is left on the connection", async () => {
  await Promise.all(Array.from({ length: 20 }, () => tenantDb(mine.context).query("SELECT 1")));
  await tenantDb(mine.context).$transaction((tx) => tx.bot.count());
  const left = await Promise.all(
    Array.from({ length: 20 }, async () => (await tenantPool.query(BOTS)).rows.length),
  );
  assert.deepEqual(new Set(left), new Set([0]));
});

test("a rejected parameter fails alone, and the connection goes on", async () => {
  const own = tenantDb(mine.context);
  const broken = {
    toPostgres() {
      throw new Error("no value");
    },
  };
  await assert.rejects(own.query("SELECT $1", [broken]), /no value/);
  for (let n = 0; n < 12; n++)
    assert.deepEqual(idOf((await own.query<{ id: string }>(BOTS)).rows), [mine.botId]);
});

test("a tenant's id that is none sees nothing and runs nothing of its own", async () => {
  const stranger = tenantDb({ tenantId: "x'; SET row_security = off; --" });
  await assert.rejects(stranger.query(BOTS), { code: "22P02" });
  await assert.rejects(stranger.bot.findMany());
  await assert.rejects(
    stranger.$transaction((tx) => tx.bot.count()),
    /UUID/,
  );
});

test("whoever names no tenant is given nobody's rows", () => {
  for (const tenantId of [undefined, null, ""] as unknown as string[])
    assert.throws(() => tenantDb({ tenantId }), /nobody said whose/);
});

test("the process connects as roles of its own, each with its connections", async () => {
  const as = async (of: Pick<typeof pool, "query">) =>
    (await of.query("SELECT current_user AS role")).rows[0].role;
  assert.match(await as(pool), /^botfactory_platform_[0-9a-f]{8}$/);
  assert.match(await as(tenantPool), /^botfactory_tenant_[0-9a-f]{8}$/);
});

test("a second copy of these modules, as Next bundles them, is bound to the tenant as well", async (t) => {
  const library = new URL(".", import.meta.url).href;
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const isCopied = context.parentURL?.endsWith("?copy") && found.url.startsWith(library);
      return isCopied ? { ...found, url: `${found.url}?copy` } : found;
    },
  });
  t.after(() => hooks.deregister());
  const copy: { tenantDb: typeof tenantDb } = await import(`${library}tenant-db.ts?copy`);
  assert.notEqual(copy.tenantDb, tenantDb);
  assert.deepEqual(idOf(await copy.tenantDb(mine.context).bot.findMany()), [mine.botId]);
  const count = await copy.tenantDb(mine.context).$transaction((tx) => tx.bot.count());
  assert.equal(count, 1);
});
