// Table-driven tests for functions that take a context: required role, audit row, tenant isolation. Each entry of the
// table becomes tests.
import assert from "node:assert/strict";
import test, { before } from "node:test";
import { inspect } from "node:util";
import type { Context } from "#lib/context.ts";
import { db, pool } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { can, type Permission, roles } from "#lib/people/can.ts";
import { createShop, type Shop, withRole } from "./builders.ts";

export interface Access {
  /** What a role needs to call it; null: every role may. */
  may: Permission | null;
  /** Action of the audit row that a call adds; null if it writes but adds none; undefined if it only reads. */
  audit?: string | null;
  /** How often the call publishes a new configuration; by default once if it adds an audit row, else never. */
  raises?: number;
  /** Calls the function with ids of `shop`, which may belong to another tenant. */
  call(context: Context, shop: Shop): Promise<unknown>;
}

let selects: Promise<string> | undefined;

/** One SELECT over every table with a tenant column; $1 is the tenant. */
async function rowsSql(): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'tenantId' ORDER BY 1`,
  );
  const each = tables.map(
    ({ name }) => `SELECT '${name} ' || to_jsonb(t)::text FROM "${name}" AS t WHERE t."tenantId" = $1`,
  );
  const own = `SELECT 'Tenant ' || to_jsonb(t)::text FROM "Tenant" AS t WHERE t."id" = $1`;
  return `SELECT * FROM (${[own, ...each].join(" UNION ALL ")}) AS each("row") ORDER BY "row"`;
}

/** All rows of the tenant, of all tables, as text. */
async function rowsOf({ tenantId }: Context): Promise<string> {
  selects ??= rowsSql();
  const { rows } = await pool.query<{ row: string }>(await selects, [tenantId]);
  return rows.map(({ row }) => row).join("\n");
}

const idsOf = ({ botId, keyId, strayId, projectId, answerId }: Shop) => [
  botId,
  keyId,
  strayId,
  projectId,
  answerId,
];

/** Asserts that a call with another tenant's ids throws not_found, or returns nothing of that tenant. */
async function assertForeign({ call }: Access, context: Context, theirs: Shop): Promise<void> {
  const said = await call(context, theirs).catch((error: unknown) => error);
  if (said instanceof Error) assert.equal(said instanceof AppError && said.code, "not_found", inspect(said));
  const shown = inspect(said, { depth: null, maxArrayLength: null });
  assert.ok(!shown.includes(theirs.mark), "the result contains another tenant's data");
}

/** Who may call it, from the least role to the most, and who may not. */
function rolesOf({ may }: Access) {
  const those = roles.filter((role) => may === null || can(role, may));
  return { those, others: roles.filter((role) => !those.includes(role)) };
}

function testReading(functions: readonly [string, Access][]): void {
  let [mine, theirs] = [] as unknown as [Shop, Shop];
  const alone = new Map<string, unknown>();
  before(async () => {
    mine = await createShop();
    for (const [name, { call }] of functions) alone.set(name, await call(mine.context, mine));
    theirs = await createShop();
  });
  for (const [name, access] of functions) {
    const { call } = access;
    const { those, others } = rolesOf(access);
    test(`${name}: ${those.join(", ")} may call it, and it returns nothing of another tenant`, async () => {
      const rows = await rowsOf(mine.context);
      for (const role of others)
        await assert.rejects(
          async () => call(withRole(mine.context, role), mine),
          { code: "forbidden" },
          role,
        );
      for (const role of those) await call(withRole(mine.context, role), mine);
      const said = await call(mine.context, mine);
      assert.deepEqual(said, alone.get(name), "another tenant's data changes the result");
      await assertForeign(access, mine.context, theirs);
      assert.equal(await rowsOf(mine.context), rows, "a reading function wrote rows");
    });
  }
}

function testWriting(functions: readonly [string, Access][]): void {
  let theirs: Shop;
  let untouched: string;
  before(async () => {
    theirs = await createShop();
    untouched = await rowsOf(theirs.context);
  });
  for (const [name, access] of functions) {
    const { audit, raises = audit ? 1 : 0, call } = access;
    const { those, others } = rolesOf(access);
    const [least = "owner"] = those;
    test(`${name} is forbidden for all but ${those.join(", ")}; an ${least}'s call adds its audit row; nothing of another tenant is changed or returned, even with its ids`, async () => {
      const mine = await createShop();
      const { context } = mine;
      const rows = await rowsOf(context);
      for (const role of others) {
        await assert.rejects(call(withRole(context, role), mine), { code: "forbidden" }, role);
      }
      assert.equal(await rowsOf(context), rows);
      await call(withRole(context, least), mine);
      const audits = await db.audit.findMany({ where: { tenantId: context.tenantId } });
      assert.deepEqual(
        audits.map(({ action, actorId }) => [action, actorId]),
        audit ? [[audit, context.actorId]] : [],
      );
      for (const row of audits) assert.ok(row.before ?? row.after, "the record does not say what changed");
      const { configVersion } = await db.tenant.findUniqueOrThrow({ where: { id: context.tenantId } });
      assert.equal(configVersion, 1 + raises, "the number of config versions is wrong");
      // A world costs more than the calls: what is asked next is asked of the same.
      await assertForeign(access, context, theirs);
      const after = await rowsOf(context);
      for (const id of idsOf(theirs)) assert.ok(!after.includes(id), "stored another tenant's id");
      assert.equal(await rowsOf(theirs.context), untouched);
    });
  }
}

/** @param functions by name */
export function testAccess(functions: Readonly<Record<string, Access>>): void {
  const all = Object.entries(functions);
  testReading(all.filter(([, { audit }]) => audit === undefined));
  testWriting(all.filter(([, { audit }]) => audit !== undefined));
}
