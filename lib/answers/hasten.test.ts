import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createAnswer, createBot, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { hastenAnswers } from "./hasten.ts";

test("a deferred answer is retried within seconds; one that is already due, or not deferred, does not change", async () => {
  const context = await createTenant();
  const botId = await createBot(context);
  const from = Date.now();
  const putOff = async (againAt: Date | null) => {
    const id = await createAnswer(context, botId, { againAt });
    return async () => (await db.answer.findUniqueOrThrow({ where: { id } })).againAt?.getTime() ?? null;
  };
  const later = await putOff(new Date(from + 3_600_000));
  const due = await putOff(new Date(from - 1_000));
  const never = await putOff(null);
  await db.$transaction((tx) => hastenAnswers(tx, context));
  const at = (await later()) ?? 0;
  assert.ok(at >= from + 1_000 && at <= Date.now() + 3_000, `${at - from} ms`);
  assert.equal(await due(), from - 1_000);
  assert.equal(await never(), null);
});
