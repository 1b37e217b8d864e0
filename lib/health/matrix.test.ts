import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createBot, createKey, createModelList, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { spanOf } from "../gemini/clocks.ts";
import { readMatrix } from "./matrix.ts";

const checked = { checkClass: "ok", checkedAt: new Date() } as const;
const later = new Date(Date.now() + 3_600_000);

test("each model is told with each key: what holds it, until when, and what of a limit is used", async () => {
  const context = await createTenant();
  const { tenantId } = context;
  const projectId = randomUUID();
  await db.project.create({ data: { id: projectId, tenantId, label: "Shop" } });
  const blocked = await createKey(context, { label: "blocked", projectId, ...checked });
  const stray = await createKey(context, { label: "stray", ...checked });
  const off = await createKey(context, { label: "off", enabled: false, ...checked });
  const good = await createKey(context, { label: "good", projectId, ...checked, gone: ["m2"] });
  await createModelList(context, ["m1", "m2"]);
  const park = { tenantId, reason: "said", since: new Date(), until: later };
  await db.park.createMany({
    data: [
      { ...park, scope: "key", id: blocked, class: "key_blocked" },
      { ...park, scope: "key_model", id: `${stray}/m1`, class: "timeout" },
      { ...park, scope: "project_model", id: `key:${stray}/m2`, class: "model_missing" },
    ],
  });
  const of = { tenantId, project: projectId, model: "m1", window: "day" } as const;
  await db.quotaLimit.create({ data: { ...of, metric: "requests", limit: 20, at: new Date() } });
  const { startsAt, endsAt } = spanOf("day", Date.now());
  await db.quotaCount.create({
    data: { ...of, workerId: randomUUID(), startsAt: new Date(startsAt), requests: 5, refused: 0, tokens: 0 },
  });

  const { keys, rows } = await readMatrix(context);
  assert.deepEqual(
    keys.map(({ id, project }) => [id, project?.label]),
    [
      [blocked, "Shop"],
      [good, "Shop"],
      [stray, undefined],
      [off, undefined],
    ],
    "keys of one project stand side by side",
  );
  assert.deepEqual(
    rows.map(({ model, cells }) => [
      model,
      ...cells.map(({ state, class: why }) => `${state} ${why ?? ""}`.trim()),
    ]),
    [
      ["m1", "broken key_blocked", "works", "waiting timeout", "off"],
      ["m2", "broken key_blocked", "retired model_missing", "retired model_missing", "off"],
    ],
  );
  const [first] = rows;
  const spent = { window: "day", metric: "requests", used: 5, limit: 20, resetsAt: new Date(endsAt) };
  assert.deepEqual(
    first?.cells.slice(0, 2),
    [
      { state: "broken", class: "key_blocked", reason: "said", until: later, spent: [spent] },
      { state: "works", class: null, reason: null, until: null, spent: [spent] },
    ],
    "keys of one project share what is used",
  );
  assert.deepEqual(first?.cells[2]?.until, later);
  assert.deepEqual(first?.summary, {
    counts: { works: 1, waiting: 1, broken: 1, untested: 0, off: 1, retired: 0 },
    backAt: later,
  });
});

test("models of a bot's own order are in the matrix, a neighbour's keys and parks are not", async () => {
  const [context, other] = [await createTenant(), await createTenant()];
  await createKey(context, checked);
  await createModelList(context, ["m1"]);
  await createModelList(context, ["own"], await createBot(context));
  const theirs = await createKey(other, checked);
  await createModelList(other, ["theirs"]);
  await db.park.create({
    data: {
      scope: "key",
      id: theirs,
      tenantId: other.tenantId,
      class: "key_blocked",
      reason: "",
      since: new Date(),
    },
  });
  const { keys, rows } = await readMatrix(context);
  assert.equal(keys.length, 1);
  assert.deepEqual(
    rows.map(({ model, cells }) => [model, cells[0]?.state]),
    [
      ["m1", "works"],
      ["own", "works"],
    ],
  );
});
