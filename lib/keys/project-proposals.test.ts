import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import { createAnswer, createBot, createKey, createTenant } from "#test/builders.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { importKeys } from "./add.ts";
import { editKey } from "./edit.ts";
import { decideProject, listProposals } from "./project-proposals.ts";

let context: Context;
let keys: string[];
let secrets: string[];
let botId: string;

/** Adds one quota refusal per key in that minute, a second apart. */
async function refusedTogether(minutesAgo: number, ...keyIds: string[]): Promise<void> {
  const startedAt = new Date(Date.now() - minutesAgo * 60_000);
  const refusals = keyIds.map((keyId, second) => ({
    keyId,
    class: "rate_day" as const,
    quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
    startedAt: new Date(startedAt.getTime() + second * 1_000),
  }));
  await createAnswer(context, botId, { startedAt }, refusals);
}

beforeEach(async () => {
  context = await createTenant();
  secrets = Array.from({ length: 3 }, () => `AQ.${randomUUID()}`);
  keys = await importKeys(context, secrets);
  botId = await createBot(context);
  for (const minutesAgo of [300, 200, 100]) await refusedTogether(minutesAgo, keys[0]!, keys[1]!);
});

test("keys that are repeatedly refused for the same quota at the same time are proposed as one project", async () => {
  const [proposal, ...others] = await listProposals(context);
  const shown = proposal?.keys.toSorted((a, b) => a.label.localeCompare(b.label));
  assert.deepEqual(shown, [
    { id: keys[0], label: "Key 1", last4: secrets[0]!.slice(-4) },
    { id: keys[1], label: "Key 2", last4: secrets[1]!.slice(-4) },
  ]);
  assert.deepEqual([proposal?.project, proposal?.times, others.length], [null, 3, 0]);
});

test("confirming a proposal puts the keys into one project and removes the proposal", async () => {
  await decideProject(context, { keyIds: keys.slice(0, 2), same: true });
  const stored = await db.key.findMany({
    where: { tenantId: context.tenantId, id: { in: keys.slice(0, 2) } },
  });
  assert.equal(new Set(stored.map(({ projectId }) => projectId)).size, 1);
  assert.ok(stored[0]!.projectId);
  assert.deepEqual(await listProposals(context), []);
});

test("a proposal shows the known project of its keys, which the others join", async () => {
  const { tenantId } = context;
  await editKey(context, keys[1]!, { project: { label: "shop-ai" } });
  const [proposal] = await listProposals(context);
  assert.equal(proposal?.project?.label, "shop-ai");
  await decideProject(context, { keyIds: keys.slice(0, 2), same: true });
  const stored = await db.key.findMany({ where: { tenantId, projectId: proposal?.project?.id ?? "" } });
  assert.deepEqual(stored.map(({ id }) => id).toSorted(), keys.slice(0, 2).toSorted());
});

test("a project whose name is taken gets the next free number", async () => {
  const { tenantId } = context;
  for (const label of ["Key 1", "Key 1 (2)"])
    await editKey(context, await createKey(context), { project: { label } });
  await decideProject(context, { keyIds: [keys[0]!], same: false });
  const { project } = await db.key.findFirstOrThrow({
    where: { tenantId, id: keys[0]! },
    include: { project: true },
  });
  assert.equal(project?.label, "Key 1 (3)");
});

test("rejecting a proposal gives each key its own project, and the keys are not proposed again", async () => {
  await decideProject(context, { keyIds: keys.slice(0, 2), same: false });
  const stored = await db.key.findMany({
    where: { tenantId: context.tenantId, id: { in: keys.slice(0, 2) } },
  });
  assert.equal(new Set(stored.map(({ projectId }) => projectId)).size, 2);
  assert.deepEqual(await listProposals(context), []);
  const projects = await db.project.findMany({ where: { tenantId: context.tenantId } });
  // Each project is named after its key, even if another tenant has a project of that name.
  assert.deepEqual(projects.map(({ label }) => label).toSorted(), ["Key 1", "Key 2"]);
});

test("another tenant sees no proposal and cannot decide it; nor can a viewer", async () => {
  const other = await createTenant();
  assert.deepEqual(await listProposals(other), []);
  const decision = { keyIds: keys.slice(0, 2), same: true };
  await assert.rejects(decideProject(other, decision), { code: "not_found" });
  await assert.rejects(decideProject({ ...context, role: "viewer" }, decision), { code: "forbidden" });
});
