import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createBot, createTenant, createUser } from "#test/builders.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { promptVersion, promptVersions, publishPrompt, restorePrompt } from "./prompt-versions.ts";

async function makeBot(prompt = ""): Promise<{ context: Context; id: string }> {
  const context = { ...(await createTenant()), actorId: await createUser({ name: "Dilnoza" }) };
  return { context, id: await createBot(context, { prompt }) };
}
const listed = async (context: Context, id: string) =>
  (await promptVersions(context, id)).map(({ number, by, restored, length }) => [
    number,
    by,
    restored,
    length,
  ]);

test("each published text is kept with its author, the newest first", async () => {
  const { context, id } = await makeBot();
  await publishPrompt(context, id, { text: "First.", basedOn: "" });
  await publishPrompt(context, id, { text: "Second text.", basedOn: "First." });
  assert.deepEqual(await listed(context, id), [
    [2, "Dilnoza", null, 12],
    [1, "Dilnoza", null, 6],
  ]);
  assert.deepEqual(await promptVersion(context, id, 2), { text: "Second text.", before: "First." });
  assert.deepEqual(await promptVersion(context, id, 1), { text: "First.", before: "" });
  await assert.rejects(promptVersion(context, id, 3), { code: "not_found" });
});

test("a text that was never published here, as an import's, gets its version once another replaces it", async () => {
  const { context, id } = await makeBot("Imported.");
  assert.deepEqual(await listed(context, id), []);
  await publishPrompt(context, id, { text: "Mine.", basedOn: "Imported." });
  assert.deepEqual(await listed(context, id), [
    [2, "Dilnoza", null, 5],
    [1, null, null, 9],
  ]);
});

test("an older text is published again as a new version that names it", async () => {
  const { context, id } = await makeBot();
  await publishPrompt(context, id, { text: "Good.", basedOn: "" });
  await publishPrompt(context, id, { text: "Bad.", basedOn: "Good." });
  const { text } = await restorePrompt(context, id, 1, "Bad.");
  assert.equal(text, "Good.");
  assert.equal((await db.bot.findUniqueOrThrow({ where: { id } })).prompt, "Good.");
  assert.deepEqual((await listed(context, id))[0], [3, "Dilnoza", 1, 5]);
});

test("nothing is published over a text that the editor does not know, nor by going back", async () => {
  const { context, id } = await makeBot();
  await publishPrompt(context, id, { text: "Theirs.", basedOn: "" });
  await assert.rejects(publishPrompt(context, id, { text: "Mine.", basedOn: "" }), { code: "conflict" });
  await assert.rejects(restorePrompt(context, id, 1, "Older."), { code: "conflict" });
  assert.equal((await promptVersions(context, id)).length, 1);
});

test("of two who publish at once one gets through, and every version has a number of its own", async () => {
  const { context, id } = await makeBot();
  let current = "";
  for (let round = 0; round < 5; round++) {
    const tries = [1, 2, 3].map((n) =>
      publishPrompt(context, id, { text: `Text ${round} of ${n}.`, basedOn: current }),
    );
    const settled = await Promise.allSettled(tries);
    assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 1);
    current = (await db.bot.findUniqueOrThrow({ where: { id } })).prompt;
  }
  assert.deepEqual(
    (await promptVersions(context, id)).map(({ number }) => number),
    [5, 4, 3, 2, 1],
  );
});

test("a hundred versions are kept for each bot, whatever another bot publishes", async () => {
  const { context, id } = await makeBot();
  const other = await createBot(context);
  await publishPrompt(context, other, { text: "Other.", basedOn: "" });
  const { tenantId } = context;
  await db.promptVersion.createMany({
    data: Array.from({ length: 101 }, (_, i) => ({ tenantId, botId: id, number: i + 1, text: `${i + 1}` })),
  });
  await db.bot.update({ where: { id }, data: { prompt: "101" } });
  await publishPrompt(context, id, { text: "New.", basedOn: "101" });
  const numbers = (await promptVersions(context, id)).map(({ number }) => number);
  assert.deepEqual([numbers.length, numbers[0], numbers.at(-1)], [100, 102, 3]);
  assert.equal((await promptVersions(context, other)).length, 1);
});
