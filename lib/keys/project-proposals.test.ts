import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import { createAnswer, createBot, createTenant } from "#test/builders.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { importKeys } from "./add.ts";
import { decideProject, listProposals } from "./project-proposals.ts";

let context: Context;
let keys: string[];
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
  const secrets = Array.from({ length: 3 }, () => `AQ.${randomUUID()}`);
  keys = await importKeys(context, secrets);
  botId = await createBot(context);
  for (const minutesAgo of [300, 200, 100]) await refusedTogether(minutesAgo, keys[0]!, keys[1]!);
});

test("keys that are repeatedly refused for the same quota at the same time are proposed as one project", async () => {
  const [proposal, ...others] = await listProposals(context);
  assert.deepEqual(proposal?.keys.map(({ id }) => id).toSorted(), keys.slice(0, 2).toSorted());
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
