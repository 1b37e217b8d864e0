import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { after } from "node:test";
import { createAnswer, createBot, createKey, createTenant, noonZone, withRole } from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import { startSandbox } from "#test/processes.ts";

import type { Context } from "../context.ts";
import { db } from "../db.ts";
import type { ErrorClass, Scope } from "../fallback/index.ts";
import { open } from "../secrets.ts";
import { type AddResult, addKeys, importKeys } from "./add.ts";
import { checkKeys } from "./check.ts";
import { editKey, orderKeys, removeKey, replaceKey } from "./edit.ts";
import { listKeys } from "./list.ts";
import { keyNames } from "./names.ts";
import { decideProject } from "./project-proposals.ts";
import { countQuotas, learnProject, listProjects } from "./projects.ts";
import { syncCatalogue } from "./sync-models.ts";

const google = await startSandbox();
process.env.GEMINI_BASE_URL = google.url;
after(() => google.end());

/** Registers a key with the simulated Google, by default in its own project. */
async function madeKey(state: string = "ok", project?: string): Promise<string> {
  const plain = newSecret();
  await google.control("PUT", "/gemini/keys", { [plain]: { state, project: project ?? plain } });
  return plain;
}

const refuse = (secret: string, state: string) =>
  google.control("PUT", "/gemini/keys", { [secret]: { state } });

/** Forces Google's next response for the key. */
const answerOnce = (key: string, status: number, body: unknown) =>
  google.control("PUT", "/gemini/faults", { answers: [{ key, times: 1, status, body }] });

const tenant = async (): Promise<Context> => withRole(await createTenant(), "admin");

let made = 0;
const newSecret = () => `AQ.test-${String(++made).padStart(4, "0")}`;
const add = async (context: Context, ...secrets: string[]): Promise<AddResult[]> =>
  Promise.all((await addKeys(context, { secrets, project: null })).map(({ result }) => result));
const idOf = (result: AddResult | undefined) => (result as { id: string }).id;
const labels = async (context: Context) => (await listKeys(context)).map(({ label }) => label);

test("pasted keys are tested and stored in their order, with unique labels", async () => {
  const context = await tenant();
  const results = await add(context, await madeKey(), await madeKey(), await madeKey());
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ["added", "added", "added"],
  );
  const keys = await listKeys(context);
  assert.deepEqual(
    keys.map(({ label, state }) => [label, state.kind]),
    [1, 2, 3].map((n) => [`Key ${n}`, "works"]),
  );
  assert.ok(keys.every(({ models }) => models > 3));
});

test("a key that Google refuses is rejected with its reason; the others are stored", async () => {
  const context = await tenant();
  const [good, wrong, leaked] = [await madeKey(), newSecret(), await madeKey("leaked")];
  const results = await add(context, wrong, good, leaked);
  assert.deepEqual(
    results.map((result) => (result.kind === "refused" ? result.class : result.kind)),
    ["key_invalid", "added", "key_blocked"],
  );
  assert.match((results[2] as { reason: string }).reason, /leaked/);
  assert.equal((await listKeys(context)).length, 1);
});

test("a key of the retired format is distinguished from a mistyped one, when pasted or as a replacement", async () => {
  const context = await tenant();
  const [good, old] = [await madeKey(), "AIza-test-0001"];
  await refuse(old, "old_kind");
  const [added, refused, mistyped] = await add(context, good, old, newSecret());
  assert.partialDeepStrictEqual(refused, { kind: "refused", class: "key_invalid", oldKind: true });
  assert.partialDeepStrictEqual(mistyped, { kind: "refused", class: "key_invalid", oldKind: false });
  const replacement = await replaceKey(context, idOf(added), old);
  assert.partialDeepStrictEqual(replacement, { kind: "refused", oldKind: true });
  assert.equal((await listKeys(context)).length, 1);
});

test("a key that cannot be tested is stored and shown as waiting", async () => {
  const context = await tenant();
  const spent = await madeKey();
  await answerOnce(spent, 503, { error: { code: 503, status: "UNAVAILABLE", message: "Overloaded." } });
  const [result] = await add(context, spent);
  assert.equal(result?.kind === "added" && result.check.class, "overloaded");
  assert.equal((await listKeys(context))[0]?.state.kind, "waiting");
});

test("a duplicate is reported with the label of the existing key", async () => {
  const context = await tenant();
  const twin = await madeKey();
  const [first] = await add(context, twin);
  await editKey(context, idOf(first), { label: "Shop 2" });
  assert.deepEqual(await add(context, twin), [{ kind: "duplicate", label: "Shop 2" }]);
  assert.equal((await add(await tenant(), twin))[0]?.kind, "added");
});

test("the same key pasted twice concurrently is stored once", async () => {
  const context = await tenant();
  const twin = await madeKey();
  const results = await Promise.all([add(context, twin), add(context, twin)]);
  assert.equal(results.flat().filter(({ kind }) => kind === "added").length, 1);
  assert.deepEqual(
    results.flat().find(({ kind }) => kind === "duplicate"),
    { kind: "duplicate", label: "Key 1" },
  );
});

test("keys of two concurrent pastes get unique labels", async () => {
  const context = await tenant();
  await Promise.all([
    add(context, await madeKey(), await madeKey()),
    add(context, await madeKey(), await madeKey()),
  ]);
  assert.deepEqual((await labels(context)).toSorted(), ["Key 1", "Key 2", "Key 3", "Key 4"]);
});

test("keys from the environment are imported once, without a request to Google", async () => {
  const context = await tenant();
  const [one, two] = [newSecret(), await madeKey()];
  assert.equal((await importKeys(context, [one, two, one])).length, 2);
  assert.deepEqual(await importKeys(context, [one, two]), []);
  const before = await listKeys(context);
  assert.deepEqual(
    before.map(({ label, state }) => [label, state.kind]),
    [
      ["Key 1", "waiting"],
      ["Key 2", "waiting"],
    ],
  );
  await checkKeys(context);
  assert.deepEqual(
    (await listKeys(context)).map(({ state }) => state.kind),
    ["broken", "works"],
  );
});

test("a replaced key keeps its label, loses its parks, and uses the new secret", async () => {
  const context = await tenant();
  const id = idOf((await add(context, await madeKey()))[0]);
  await editKey(context, id, { label: "Shop" });
  const park = { class: "key_blocked", reason: "leaked", until: null, since: new Date() } as const;
  await db.park.create({ data: { scope: "key", id, tenantId: context.tenantId, ...park } });
  assert.equal((await listKeys(context))[0]?.state.kind, "broken");

  const next = await madeKey();
  assert.equal((await replaceKey(context, id, next)).kind, "replaced");
  const [key] = await listKeys(context);
  assert.deepEqual([key?.label, key?.last4, key?.state.kind], ["Shop", next.slice(-4), "works"]);
  const stored = await db.key.findUniqueOrThrow({ where: { id } });
  const place = { tenantId: context.tenantId, table: "Key", rowId: id, column: "secret" } as const;
  assert.equal(open(stored.secret, place), next);
});

test("replacing a key clears the quota limits learned for it and its project; a sibling's are kept", async () => {
  const context = await tenant();
  const { tenantId } = context;
  const [a, b] = (await add(context, await madeKey(), await madeKey())).map(idOf);
  await editKey(context, a!, { project: { label: "shop-ai" } });
  const [project] = await listProjects(context);
  const limit = {
    tenantId,
    model: "m1",
    window: "day",
    metric: "requests",
    limit: 20,
    at: new Date(),
  } as const;
  const projects = [`key:${a}`, project!.id, `key:${b}`];
  await db.quotaLimit.createMany({ data: projects.map((project) => ({ ...limit, project })) });
  await replaceKey(context, a!, await madeKey());
  const known = await db.quotaLimit.findMany({ where: { tenantId, limit: { not: null } } });
  assert.deepEqual(
    known.map(({ project }) => project),
    [`key:${b}`],
  );
});

test("adding, replacing or enabling a key retries deferred answers soon", async () => {
  const context = await tenant();
  const id = idOf((await add(context, await madeKey()))[0]);
  const answerId = await createAnswer(context, await createBot(context));
  const hour = 3_600_000;
  const answer = { where: { id: answerId, tenantId: context.tenantId } };
  for (const [what, hastens, act] of [
    ["turned off", false, () => editKey(context, id, { enabled: false })],
    ["turned on", true, () => editKey(context, id, { enabled: true })],
    ["replaced", true, async () => replaceKey(context, id, await madeKey())],
    ["added", true, async () => add(context, await madeKey())],
  ] as const) {
    await db.answer.update({ ...answer, data: { againAt: new Date(Date.now() + hour) } });
    await act();
    const { againAt } = await db.answer.findUniqueOrThrow(answer);
    assert.equal(againAt!.getTime() < Date.now() + hour / 2, hastens, what);
  }
});

test("a label is trimmed and cut to 80 characters; an empty key label is refused, an empty project label means no project", async () => {
  const context = await tenant();
  const id = idOf((await add(context, await madeKey()))[0]);
  await editKey(context, id, { label: `  ${"x".repeat(90)} ` });
  assert.deepEqual(await labels(context), ["x".repeat(80)]);
  await assert.rejects(editKey(context, id, { label: "  " }), hasCode("invalid"));
  await editKey(context, id, { project: { label: "  " } });
  assert.deepEqual(await listProjects(context), []);
});

test("parks of a key's implicit project move to the project that it is assigned to", async () => {
  const context = await tenant();
  const { tenantId } = context;
  const park = { tenantId, class: "rate_day", reason: "", until: null, since: new Date() } as const;
  const ways: ((id: string) => Promise<unknown>)[] = [
    (id) => editKey(context, id, { project: { label: "shop-ai" } }),
    (id) => learnProject(context, id, "314"),
    (id) => decideProject(context, { keyIds: [id], same: false }),
  ];
  for (const way of ways) {
    const id = idOf((await add(context, await madeKey()))[0]);
    await db.park.create({ data: { scope: "project_model", id: `key:${id}/m1`, ...park } });
    await way(id);
    const { projectId } = await db.key.findUniqueOrThrow({ where: { id } });
    const moved = await db.park.findMany({ where: { tenantId, id: { contains: "/m1" } } });
    assert.deepEqual(
      moved.map((each) => each.id),
      [`${projectId}/m1`],
    );
    await db.park.deleteMany({ where: { tenantId } });
  }
});

test("a successful check clears parks that need a person, including those of the key's project", async () => {
  const context = await tenant();
  const { tenantId } = context;
  const id = idOf((await add(context, await madeKey()))[0]);
  await editKey(context, id, { project: { label: "shop-ai" } });
  const [project] = await listProjects(context);
  const park = { tenantId, reason: "", until: null, since: new Date() };
  for (const [scope, parkId, kind] of [
    ["project", project!.id, "spend_cap"],
    ["project_model", `${project!.id}/m1`, "no_entitlement"],
  ] as const) {
    await db.park.create({ data: { scope, id: parkId, class: kind, ...park } });
    await checkKeys(context, [id]);
    assert.equal(await db.park.count({ where: { tenantId } }), 0, kind);
  }
});

test("the list shows when a key last answered and how often today, without failures", async () => {
  const context = withRole(await createTenant({ timeZone: noonZone() }), "admin");
  const id = idOf((await add(context, await madeKey()))[0]);
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  const attempts = (
    [
      { startedAt: ago(30), class: "ok" },
      { startedAt: ago(3), class: "ok" },
      { startedAt: ago(2), class: "ok" },
      { startedAt: ago(1), class: "overloaded" },
    ] as const
  ).map((attempt) => ({ keyId: id, ...attempt }));
  await createAnswer(context, await createBot(context), {}, attempts);
  const [key] = await listKeys(context);
  assert.deepEqual([key?.answers, key?.lastOk], [2, attempts[2]!.startedAt]);
});

test("key selection lists only enabled keys", async () => {
  const context = await tenant();
  const [a, b] = (await add(context, await madeKey(), await madeKey())).map(idOf);
  await editKey(context, a!, { enabled: false });
  assert.deepEqual(
    (await keyNames(context)).map(({ id }) => id),
    [b],
  );
});

test("a refused or duplicate replacement changes nothing", async () => {
  const context = await tenant();
  const [old, other, wrong] = [await madeKey(), await madeKey(), newSecret()];
  const [first] = await add(context, old, other);
  const id = idOf(first);
  assert.equal((await replaceKey(context, id, wrong)).kind, "refused");
  assert.deepEqual(await replaceKey(context, id, other), { kind: "duplicate", label: "Key 2" });
  assert.equal((await listKeys(context))[0]?.last4, old.slice(-4));
});

test("of two keys that are replaced by the same secret at once one is, the other reports the duplicate", async () => {
  const context = await tenant();
  const ids = (await add(context, await madeKey(), await madeKey())).map(idOf);
  const next = await madeKey();
  const results = await Promise.all(ids.map((id) => replaceKey(context, id, next)));
  const winner = results.findIndex(({ kind }) => kind === "replaced");
  assert.deepEqual(results[1 - winner], { kind: "duplicate", label: `Key ${winner + 1}` });
});

test("a successful check clears a refusal but not an exhausted quota", async () => {
  const context = await tenant();
  const { tenantId } = context;
  const id = idOf((await add(context, await madeKey()))[0]);
  const park = (scope: Scope, parkId: string, parkClass: ErrorClass) =>
    db.park.create({
      data: { scope, id: parkId, tenantId, class: parkClass, reason: "", until: null, since: new Date() },
    });
  await park("project_model", `key:${id}/gemini-2.5-flash`, "rate_day");
  await checkKeys(context, [id]);
  assert.equal(await db.park.count({ where: { tenantId } }), 1);
  await park("key", id, "key_blocked");
  await checkKeys(context, [id]);
  assert.equal(await db.park.count({ where: { tenantId, scope: "key" } }), 0);
});

test("the whole order is saved; a key added meanwhile comes last", async () => {
  const context = await tenant();
  const [a, b, c] = (await add(context, await madeKey(), await madeKey(), await madeKey())).map(idOf);
  await orderKeys(context, [c!, a!, randomUUID()]);
  assert.deepEqual(
    (await listKeys(context)).map(({ id }) => id),
    [c, a, b],
  );
});

test("a project is created by its label, shared by its keys, and deleted with the last of them", async () => {
  const context = await tenant();
  const [a, b, c] = (await add(context, await madeKey(), await madeKey(), await madeKey())).map(idOf);
  await editKey(context, a!, { project: { label: "shop-ai" } });
  const [project] = await listProjects(context);
  await editKey(context, b!, { project: { id: project!.id } });
  const keys = await listKeys(context);
  assert.equal(countQuotas(keys.map((key) => ({ projectId: key.project?.id ?? null }))), 2);
  await removeKey(context, a!);
  assert.equal((await listProjects(context)).length, 1);
  await editKey(context, b!, { project: null });
  assert.deepEqual(await listProjects(context), []);
  assert.ok(c);
});

test("Google's project number is stored with the project, and overrides an assignment to another one", async () => {
  const context = await tenant();
  const [a, b] = (await add(context, await madeKey(), await madeKey())).map(idOf);
  await editKey(context, a!, { project: { label: "shop-ai" } });
  await learnProject(context, a!, "314");
  await learnProject(context, b!, "314");
  assert.deepEqual(
    (await listKeys(context)).map(({ project }) => project?.label),
    ["shop-ai", "shop-ai"],
  );
  await learnProject(context, b!, "271");
  assert.deepEqual(
    (await listKeys(context)).map(({ project }) => project?.label),
    ["shop-ai", "271"],
  );
});

test("deleting a key deletes its own parks but not those of its project's other keys", async () => {
  const context = await tenant();
  const { tenantId } = context;
  const [a, b] = (await add(context, await madeKey(), await madeKey())).map(idOf);
  const park = { tenantId, class: "rate_day", reason: "", until: null, since: new Date() } as const;
  await db.park.createMany({
    data: [
      { scope: "key_model", id: `${a}/m1`, ...park },
      { scope: "project_model", id: `key:${a}/m1`, ...park },
      { scope: "project_model", id: `key:${b}/m1`, ...park },
    ],
  });
  await removeKey(context, a!);
  assert.deepEqual(
    (await db.park.findMany({ where: { tenantId } })).map(({ id }) => id),
    [`key:${b}/m1`],
  );
  assert.deepEqual(await labels(context), ["Key 2"]);
});

test("another tenant's key is not found and does not change", async () => {
  const [mine, other] = [await tenant(), await tenant()];
  const id = idOf((await add(other, await madeKey()))[0]);
  await editKey(other, id, { project: { label: "theirs" } });
  const [project] = await listProjects(other);
  const own = idOf((await add(mine, await madeKey()))[0]);
  await assert.rejects(editKey(mine, id, { label: "x" }), hasCode("not_found"));
  await assert.rejects(editKey(mine, own, { project: { id: project!.id } }), hasCode("not_found"));
  await assert.rejects(replaceKey(mine, id, await madeKey()), hasCode("not_found"));
  await assert.rejects(removeKey(mine, id), hasCode("not_found"));
  assert.equal((await checkKeys(mine, [id])).size, 0);
  await orderKeys(mine, [id]);
  assert.deepEqual(await labels(other), ["Key 1"]);
});

test("a role without manageKeys can read keys but not change them", async () => {
  const admin = await tenant();
  const id = idOf((await add(admin, await madeKey()))[0]);
  const context: Context = { ...admin, role: "operator" };
  const forbidden = hasCode("forbidden");
  await assert.rejects(addKeys(context, { secrets: [await madeKey()], project: null }), forbidden);
  await assert.rejects(importKeys(context, [await madeKey()]), forbidden);
  await assert.rejects(editKey(context, id, { enabled: false }), forbidden);
  await assert.rejects(replaceKey(context, id, await madeKey()), forbidden);
  await assert.rejects(orderKeys(context, [id]), forbidden);
  await assert.rejects(removeKey(context, id), forbidden);
  await assert.rejects(checkKeys(context), forbidden);
  assert.equal((await listKeys({ ...admin, role: "viewer" })).length, 1);
});

test("no function and no audit row returns a secret, sealed or plain", async () => {
  const context = await tenant();
  const [good, wrong, next] = [await madeKey(), newSecret(), await madeKey()];
  // Some of Google's messages contain the key.
  const message = `API key not valid: ${wrong}.`;
  await answerOnce(wrong, 400, { error: { code: 400, status: "INVALID_ARGUMENT", message } });
  const results = await add(context, good, wrong);
  const replaced = await replaceKey(context, idOf(results[0]), next);
  const shown = JSON.stringify([
    results,
    replaced,
    await listKeys(context),
    [...(await checkKeys(context))],
    await importKeys(context, [await madeKey()]),
    await db.audit.findMany({ where: { tenantId: context.tenantId }, omit: { id: true } }),
  ]);
  for (const plain of [good, wrong, next]) assert.ok(!shown.includes(plain));
  assert.ok(!/"secret|v1\./.test(shown));
});

test("a sync stores the union of the keys' models, and counts the keys that could be listed", async () => {
  const context = await tenant();
  const [good, leaked] = [await madeKey(), await madeKey()];
  await add(context, good, leaked);
  await createKey(await createTenant(), { models: ["of-another-tenant"] });
  await refuse(leaked, "leaked");
  const { asked, keys, models } = await syncCatalogue(context);
  assert.deepEqual([asked, keys], [1, 2]);
  const { models: listed } = await db.key.findFirstOrThrow({ where: { tenantId: context.tenantId } });
  assert.equal(models, new Set(listed).size);
  assert.ok(listed.includes("gemini-2.5-flash") && !listed.includes("gemini-embedding-001"));
});
