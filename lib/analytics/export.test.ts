import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createAnswer, createBot, createTenant, withRole } from "#test/builders.ts";
import { answerColumns, exportAnswers } from "../answers/export.ts";
import { db } from "../db.ts";
import { analyticsColumns, exportAnalytics } from "./export.ts";
import { anyAnswers, dice, earlier, now } from "./fixtures/answers.ts";

const zone = "Asia/Tashkent";
const analyticsHeads = Object.fromEntries(analyticsColumns.map((name) => [name, name])) as Record<
  (typeof analyticsColumns)[number],
  string
>;
const answerHeads = Object.fromEntries(answerColumns.map((name) => [name, name])) as Record<
  (typeof answerColumns)[number],
  string
>;
async function linesOf(lines: AsyncIterable<string>): Promise<string[]> {
  let all = "";
  for await (const each of lines) all += each;
  return all.trimEnd().split("\r\n");
}

test("the file has a line for each day and bot, adds up to the figures, and has nothing of a neighbour", async () => {
  const [context, other] = [await createTenant({ timeZone: zone }), await createTenant({ timeZone: zone })];
  const bots = [
    await createBot(context, { name: "=cmd()" }),
    await createBot(context, { name: "Doʻkon, 2" }),
  ];
  const { tenantId } = context;
  const named = await db.bot.findMany({ where: { tenantId } });
  const luck = dice(8);
  await anyAnswers({ context, bots }, luck, earlier(luck, 60, 20 * 24));
  await anyAnswers({ context: other, bots: [await createBot(other)] }, luck, earlier(luck, 20, 20 * 24));
  const heads = analyticsHeads;
  const days = { from: "2026-10-25", to: "2026-11-12" };
  const [head, ...lines] = await linesOf(
    exportAnalytics(context, { range: days, zone, bots: named, heads, now }),
  );
  assert.equal(head, analyticsColumns.join(","));
  assert.equal(new Set(lines.map((line) => line.slice(0, 20))).size, lines.length, lines.join("\n"));
  assert.ok(lines.length > 20, lines.join("\n"));
  assert.ok(
    lines.every((line) => /^2026-1[01]-\d\d,('=cmd\(\)|"Doʻkon, 2"),shop_bot,/.test(line)),
    lines[0],
  );
  const answered = lines.reduce((sum, line) => sum + Number(/shop_bot,(\d+)/.exec(line)?.[1]), 0);
  const startedAt = { gte: new Date("2026-10-24T19:00:00Z") };
  assert.equal(answered, await db.answer.count({ where: { tenantId, state: "answered", startedAt } }));
  const hours = await linesOf(
    exportAnalytics(context, { range: { from: days.to, to: days.to }, zone, bots: named, heads, now }),
  );
  assert.ok(hours.slice(1).every((line) => /^2026-11-12 \d\d:00,/.test(line)));
});

test("answers are exported as filtered, page after page; people's words only for those who may give them out, which is recorded", async () => {
  const context = await createTenant();
  const botId = await createBot(context);
  await createAnswer(context, botId, { state: "answered", question: "=HYPERLINK(1)" }, [{ class: "ok" }]);
  await createAnswer(context, botId, { state: "apologised", question: "salom" });
  const heads = answerHeads;
  const { tenantId } = context;
  const recorded = () => db.audit.count({ where: { tenantId, action: "answers.export" } });
  const taken = (role: "owner" | "operator" | "viewer") =>
    linesOf(exportAnswers(withRole(context, role), { filter: { state: "answered" }, zone, heads }));
  for (const role of ["viewer", "operator"] as const) {
    const [head, line, ...more] = await taken(role);
    assert.deepEqual([head?.includes("question"), more], [false, []]);
    assert.ok(line?.includes(",answered,") && !line.includes("HYPERLINK") && !line.includes("Dilnoza"));
    assert.equal(line?.includes("Key 1"), false);
  }
  assert.equal(await recorded(), 0);
  const [, line] = await taken("owner");
  assert.ok(line?.includes(",Dilnoza,'=HYPERLINK(1),"), line);
  assert.equal(await recorded(), 1);
});
