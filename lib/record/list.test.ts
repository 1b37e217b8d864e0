import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createTenant, createUser } from "#test/builders.ts";
import { record } from "../audit.ts";
import { auditActions } from "../audit-actions.ts";
import { db } from "../db.ts";
import { recordKinds } from "./kinds.ts";
import { listRecord } from "./list.ts";

test("the record is read in pages, the latest first, filtered by kind, person, target and time", async () => {
  const context = await createTenant();
  const actorId = await createUser({ name: "Dilnoza" });
  for (let n = 0; n < 60; n++)
    await record(db, n === 7 ? { ...context, actorId } : context, {
      action: n % 2 ? "key.add" : "bot.start",
      target: `t${n}`,
    });
  const first = await listRecord(context, {});
  assert.deepEqual([first.rows.length, first.rows[0]?.target], [50, "t59"]);
  const second = await listRecord(context, { after: first.next ?? "" });
  assert.deepEqual([second.rows.length, second.rows.at(-1)?.target, second.next], [10, "t0", null]);
  const keys = await listRecord(context, { kind: "keys" });
  assert.equal(keys.rows.length, 30);
  const [hers, ...others] = (await listRecord(context, { actorId })).rows;
  assert.deepEqual([hers?.target, hers?.actor, others.length], ["t7", "Dilnoza", 0]);
  assert.equal((await listRecord(context, { target: "t3" })).rows.length, 1);
  const at = first.rows[9]?.at ?? new Date();
  const since = await listRecord(context, { from: at });
  const until = await listRecord(context, { to: at });
  assert.ok(since.rows.every((row) => row.at >= at) && until.rows.every((row) => row.at < at));
  assert.ok(since.rows.length >= 10);
});

test("every action of a tenant is of one kind, so that a filter shows it", () => {
  const isOfTenant = (action: string) => !/^(person\.(?!data\.)|session\.|setup\.|plan\.)/.test(action);
  const kindsOf = (action: string) =>
    Object.values(recordKinds).filter((begins) => begins.some((begin) => action.startsWith(begin))).length;
  assert.deepEqual(
    auditActions.filter((action) => isOfTenant(action) && kindsOf(action) !== 1),
    [],
  );
});

test("a page's end that is no number starts at the beginning", async () => {
  const context = await createTenant();
  await record(db, context, { action: "bot.start", target: "t" });
  for (const after of ["", "x", "9".repeat(40), "1;--"])
    assert.equal((await listRecord(context, { after })).rows.length, 1, after);
});

test("somebody who cannot be has done nothing", async () => {
  const context = await createTenant();
  await record(db, context, { action: "bot.start", target: "t" });
  for (const actorId of ["x", "1;--", "0".repeat(36)])
    assert.deepEqual(await listRecord(context, { actorId }), { rows: [], next: null });
});
