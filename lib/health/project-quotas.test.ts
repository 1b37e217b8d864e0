import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createKey, createTenant } from "#test/builders.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { spanOf } from "../gemini/clocks.ts";
import { quotasOfProjects } from "./project-quotas.ts";

const model = "gemini-2.5-flash";

async function createUse(
  { tenantId }: Context,
  project: string,
  [requests, limit]: [used: number, limit: number],
  window: "day" | "minute" = "day",
) {
  const of = { tenantId, project, model, window } as const;
  await db.quotaLimit.create({ data: { ...of, metric: "requests", limit, at: new Date() } });
  const startsAt = new Date(spanOf(window, Date.now()).startsAt);
  const count = { workerId: randomUUID(), startsAt, requests, refused: 0, tokens: 0 };
  await db.quotaCount.create({ data: { ...of, ...count } });
}
async function createProject({ tenantId }: Context, label: string): Promise<string> {
  const { id } = await db.project.create({ data: { id: randomUUID(), tenantId, label } });
  return id;
}

test("limits of a day come with the project's name, or the key's where its project is not known: what Google refuses first, then the most used, then by name", async () => {
  const context = await createTenant();
  const { tenantId } = context;
  const spent = await createProject(context, "Refused");
  const half = [await createProject(context, "Half B"), await createProject(context, "Half A")];
  const keyId = await createKey(context, { label: "Lone key", secret: "AQ.secret-9f3c" });
  await createUse(context, spent, [1, 20]);
  const refused = { class: "rate_day", reason: "", since: new Date() } as const;
  await db.park.create({
    data: {
      ...{ scope: "project_model", id: `${spent}/${model}`, tenantId, ...refused },
      until: new Date(Date.now() + 3_600_000),
    },
  });
  for (const id of half) await createUse(context, id, [10, 20]);
  await createUse(context, `key:${keyId}`, [900, 1_000]);
  await createUse(context, await createProject(context, "By the minute"), [9, 10], "minute");
  await createUse(context, randomUUID(), [9, 10]);
  assert.deepEqual(
    (await quotasOfProjects(context)).map(({ label, used, limit }) => [label, used, limit]),
    [
      ["Refused", 1, 20],
      ["Lone key …9f3c", 900, 1_000],
      ["Half A", 10, 20],
      ["Half B", 10, 20],
    ],
    "no limit of a minute, and none of a project that is gone",
  );
});
