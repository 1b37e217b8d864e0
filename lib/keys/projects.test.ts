// Google projects of keys: their quotas, and their numbers learned from errors.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createKey, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { editKey } from "./edit.ts";
import { countQuotas, learnProject, listProjects } from "./projects.ts";

test("each project is one quota, and so is each key of unknown project", () => {
  const keys = [{ projectId: "a" }, { projectId: "b" }, { projectId: "a" }, { projectId: null }];
  assert.equal(countQuotas(keys), 3);
  assert.equal(countQuotas([...keys, { projectId: null }]), 4);
});

test("the list has only the tenant's projects, by label", async () => {
  const [context, other] = [await createTenant(), await createTenant()];
  await editKey(other, await createKey(other), { project: { label: "theirs" } });
  for (const label of ["shop-b", "shop-a"])
    await editKey(context, await createKey(context), { project: { label } });
  const listed = await listProjects(context);
  assert.deepEqual(
    listed.map(({ label }) => label),
    ["shop-a", "shop-b"],
  );
});

test("a number that is already known changes nothing, and a number belongs to one project", async () => {
  const context = await createTenant();
  const { tenantId } = context;
  const [a, b] = [await createKey(context), await createKey(context)];
  await editKey(context, a, { project: { label: "shop-a" } });
  await editKey(context, b, { project: { label: "shop-b" } });
  await learnProject(context, a, "314");
  const numbers = async () => {
    const projects = await db.project.findMany({ where: { tenantId }, orderBy: { label: "asc" } });
    return projects.map(({ label, number }) => [label, number]);
  };
  const expected = [
    ["shop-a", "314"],
    ["shop-b", null],
  ];
  assert.deepEqual(await numbers(), expected);
  const version = async () => (await db.tenant.findUniqueOrThrow({ where: { id: tenantId } })).configVersion;
  const before = await version();
  await learnProject(context, a, "314");
  assert.equal(await version(), before);
  assert.deepEqual(await numbers(), expected);
});

test("the number of a key without a project makes one of that name, for that key", async () => {
  const [context, other] = [await createTenant(), await createTenant()];
  const [key] = [await createKey(context), await createKey(context)];
  await editKey(other, await createKey(other), { project: { label: "theirs" } });
  await learnProject(context, key, "271");
  const keys = await db.key.findMany({ where: { project: { number: "271" } }, include: { project: true } });
  assert.deepEqual(
    keys.map(({ id, project }) => [id, project?.label]),
    [[key, "271"]],
  );
});
