// What failures teach: projects of keys, and unknown errors.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { classifyError, listUnknownErrors } from "#lib/answers/unknown-errors.ts";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { until } from "#test/until.ts";
import { keys, makeWorld } from "../fixtures/world.ts";

const world = makeWorld({ workers: 1 });

const classesAt = async (question: string) => {
  const { attempts } = await db.answer.findFirstOrThrow({
    where: { question },
    include: { attempts: { orderBy: { position: "asc" } } },
  });
  return attempts.map((attempt) => attempt.class);
};
/** The next call with the first key fails in a way that no rule matches. */
const tea = () =>
  world.gemini("faults", {
    answers: [{ key: keys.one, times: 1, status: 418, body: "I am a teapot no. 7" }],
  });

test("an unknown failure is walked past and listed once, however often it occurs", async () => {
  for (const question of ["bir", "ikki"]) {
    await world.forgive();
    await tea();
    await world.ask(51, question);
  }
  assert.equal((await classesAt("bir"))[0], "unknown");
  const listed = await until("listed", async () => {
    const list = await listUnknownErrors(world.context);
    return list.length > 0 && list;
  });
  assert.equal(listed.length, 1);
  assert.deepEqual([listed[0]!.class, listed[0]!.httpStatus], [null, 418]);
  assert.match(listed[0]!.reason, /I am a teapot/);
});

test("a class given by an admin applies to the next such failure without a restart", async () => {
  const [error] = await listUnknownErrors(world.context);
  await world.live(await classifyError(world.context, error!.fingerprint, "bad_request"));
  await world.forgive();
  await tea();
  await world.ask(52, "uch");
  assert.equal((await classesAt("uch"))[0], "bad_request");
});

test("another tenant cannot see or classify it; a viewer cannot classify it", async () => {
  const other: Context = { tenantId: randomUUID(), role: "owner", actorId: null };
  assert.deepEqual(await listUnknownErrors(other), []);
  const [error] = await listUnknownErrors(world.context);
  await assert.rejects(classifyError({ ...world.context, role: "viewer" }, error!.fingerprint, null), {
    code: "forbidden",
  });
});

test("an error that names the project joins two keys: a refusal of one parks the other too", async () => {
  await world.forgive();
  await world.gemini("keys", { [keys.two]: { project: "p1" } });
  await world.gemini("projects", { p1: { state: "billing_disabled", number: "314159" } });
  await world.ask(53, "to‘rt");
  await until("both are of one project", async () => {
    const projects = await db.key.findMany({ select: { project: { select: { number: true } } } });
    return projects.every(({ project }) => project?.number === "314159");
  });
  const parked = await until("the project is parked", () =>
    db.park.findFirst({ where: { scope: "project" } }),
  );
  assert.equal(parked.id, (await db.project.findFirstOrThrow()).id);
  // What was parked before it was known moves to the project.
  await until("no key is parked alone", async () => {
    const alone = await db.park.count({ where: { id: { startsWith: "key:" } } });
    return alone === 0;
  });
});
