import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { classifyError, countUnknownErrors, listUnknownErrors, noteUnknownError } from "./unknown-errors.ts";

const teapot = (n: number) => ({ fingerprint: `teapot ${n}`, reason: `I am teapot ${n}`, httpStatus: 418 });

test("a tenant stores at most 200 unknown errors; stored ones still count, and other tenants have their own limit", async () => {
  const [full, other] = [await createTenant(), await createTenant()];
  for (let n = 1; n <= 201; n++) await noteUnknownError(full.tenantId, teapot(n));
  const kept = await listUnknownErrors(full);
  assert.equal(kept.length, 200);
  assert.ok(!kept.some(({ fingerprint }) => fingerprint === "teapot 201"));
  await noteUnknownError(full.tenantId, { ...teapot(1), reason: "said again" });
  const again = (await listUnknownErrors(full)).find(({ fingerprint }) => fingerprint === "teapot 1");
  assert.deepEqual([again?.times, again?.reason], [2, "said again"]);
  await noteUnknownError(other.tenantId, teapot(201));
  assert.equal((await listUnknownErrors(other)).length, 1);
});

test("unclassified errors come first, then the latest; only unclassified ones are counted as open", async () => {
  const context = await createTenant();
  const { tenantId } = context;
  for (const n of [1, 2, 3]) {
    await noteUnknownError(tenantId, teapot(n));
    const { fingerprint } = teapot(n);
    await db.unknownError.updateMany({ where: { tenantId, fingerprint }, data: { lastAt: new Date(n) } });
  }
  await classifyError(context, "teapot 3", "blocked");
  const names = (await listUnknownErrors(context)).map(({ fingerprint }) => fingerprint);
  assert.deepEqual(names, ["teapot 2", "teapot 1", "teapot 3"]);
  assert.equal(await countUnknownErrors(context), 2);
  await classifyError(context, "teapot 3", null);
  assert.equal(await countUnknownErrors(context), 3);
});

test("a classification is in the list and in the audit", async () => {
  const context = await createTenant();
  const { tenantId } = context;
  await noteUnknownError(tenantId, teapot(1));
  for (const given of ["blocked", null] as const) {
    await classifyError(context, "teapot 1", given);
    assert.equal((await listUnknownErrors(context))[0]?.class, given);
    const { action, target, detail } = await db.audit.findFirstOrThrow({
      where: { tenantId },
      orderBy: { id: "desc" },
    });
    assert.deepEqual([action, target, detail], ["error.classify", "teapot 1", { class: given }]);
  }
});

test("an error that never occurred cannot be classified", async () => {
  const context = await createTenant();
  await assert.rejects(classifyError(context, "never seen", "blocked"), { code: "not_found" });
});
