// Labels, positions and use of a tenant's keys. Imported keys, so nothing asks Google.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createKey, createTenant } from "#test/builders.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { importKeys } from "./add.ts";
import { orderKeys, removeKey } from "./edit.ts";
import { listKeys } from "./list.ts";
import { keyNames } from "./names.ts";
import { readKeyUse, saveKeyUse } from "./use.ts";

const labels = async (context: Context) => (await listKeys(context)).map(({ label }) => label);
const secret = () => `AQ.${randomUUID()}`;

test("a new key comes last and gets the number after the highest one, whatever other tenants have", async () => {
  const [context, other] = [await createTenant(), await createTenant()];
  await importKeys(other, [secret(), secret()]);
  await createKey(context, { label: "Key 7", position: 4 });
  await createKey(context, { label: "Shop key 20", position: 9 });
  await importKeys(context, [secret(), secret()]);
  assert.deepEqual(await labels(context), ["Key 7", "Shop key 20", "Key 8", "Key 9"]);
});

test("a label that another tenant uses is free", async () => {
  const [context, other] = [await createTenant(), await createTenant()];
  await createKey(other, { label: "Key 1" });
  await importKeys(context, [secret()]);
  assert.deepEqual(await labels(context), ["Key 1"]);
});

test("concurrent starts import a key from the environment once", async () => {
  const context = await createTenant();
  const [one, two] = [secret(), secret()];
  const ids = await Promise.all([1, 2, 3].map(() => importKeys(context, [one, two])));
  assert.equal(ids.flat().length, 2);
  assert.equal((await labels(context)).length, 2);
});

test("selection and list have the same order, also for keys of the same position", async () => {
  const context = await createTenant();
  const [low, middle, high] = [randomUUID(), randomUUID(), randomUUID()].toSorted();
  await createKey(context, { id: high!, position: 2 });
  await createKey(context, { id: middle!, position: 2 });
  await createKey(context, { id: low!, position: 3 });
  const expected = [middle, high, low];
  assert.deepEqual(
    (await listKeys(context)).map(({ id }) => id),
    expected,
  );
  assert.deepEqual(
    (await keyNames(context)).map(({ id }) => id),
    expected,
  );
  // An order that names one key keeps the others as they were.
  await orderKeys(context, [low!]);
  assert.deepEqual(
    (await keyNames(context)).map(({ id }) => id),
    [low, middle, high],
  );
});

test("a selection shows label and last four characters", async () => {
  const context = await createTenant();
  const id = await createKey(context, { secret: "AQ.one-1234" });
  assert.deepEqual(await keyNames(context), [{ id, label: "Key 1", last4: "1234" }]);
});

test("deleting a key deletes the key's own park", async () => {
  const context = await createTenant();
  const { tenantId } = context;
  const [gone, kept] = [await createKey(context), await createKey(context)];
  const park = { tenantId, class: "key_blocked", reason: "", since: new Date(), scope: "key" } as const;
  await db.park.createMany({ data: [gone, kept].map((id) => ({ id, ...park })) });
  await removeKey(context, gone);
  const parks = await db.park.findMany({ where: { tenantId } });
  assert.deepEqual(
    parks.map(({ id }) => id),
    [kept],
  );
});

test("order and hedging of the keys are saved for this tenant alone", async () => {
  const [context, other] = [await createTenant(), await createTenant()];
  const before = await readKeyUse(other);
  for (const use of [
    { order: "balanced", hedging: !before.hedging },
    { order: "priority", hedging: before.hedging },
  ] as const) {
    await saveKeyUse(context, use);
    assert.deepEqual(await readKeyUse(context), use);
    const { detail } = await db.audit.findFirstOrThrow({
      where: { tenantId: context.tenantId },
      orderBy: { id: "desc" },
    });
    assert.deepEqual(detail, use);
  }
  assert.deepEqual(await readKeyUse(other), before);
});
