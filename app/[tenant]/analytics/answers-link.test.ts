// The way from every figure of analytics to its answers: as many are found as the figure says.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { type Analytics, readAnalytics } from "#lib/analytics/analytics.ts";
import { answersOf } from "#lib/analytics/definitions.ts";
import { anyAnswers, dice, earlier, now } from "#lib/analytics/fixtures/answers.ts";
import { readToday } from "#lib/analytics/today.ts";
import { type AnswerCount, countAnswers } from "#lib/answers/count.ts";
import { createBot, createTenant, withRole } from "#test/builders.ts";
import { filterOf, type Given, givenIn } from "../answers/filter.ts";
import { answersLink, filterOfMetric, spanFilter, wholeSpan } from "./answers-link.ts";
import { type ChartMetric, chartMetrics, figureOf, totalOf } from "./metrics.ts";
import { stack, stackings } from "./series.ts";

const zone = "Asia/Kolkata";

async function world() {
  const made = { context: withRole(await createTenant({ timeZone: zone }), "owner"), bots: [] as string[] };
  const other = { context: withRole(await createTenant({ timeZone: zone }), "owner"), bots: [] as string[] };
  const luck = dice(5);
  for (const { context, bots } of [made, other])
    bots.push(await createBot(context), await createBot(context));
  await anyAnswers(made, luck, earlier(luck, 120, 6 * 24));
  await anyAnswers(other, luck, earlier(luck, 20, 6 * 24));
  const { context, bots } = made;
  /** As the page does with the address that the link leads to. */
  const found = (filter: Given): Promise<AnswerCount> => {
    const address = new URL(answersLink("main", filter), "http://localhost");
    const given = givenIn(Object.fromEntries(address.searchParams));
    return countAnswers(context, filterOf(given, { bots: bots.map((id) => ({ id })), zone }));
  };
  return { context, bots, found };
}

/** What of the count a metric means; null: a mean, which counts nothing. */
const countedBy = (metric: ChartMetric, { answers, calls, people, cost }: AnswerCount): number | null =>
  ({ cost, answers, failures: calls, people, attempts: null, speed: null })[metric];

const rounded = (value: number | null) => (value === null ? null : Math.round(value * 1e6));

test("each bar, each colour of it, and each total finds just the answers that it counts", async () => {
  const { context, found } = await world();
  let compared = 0;
  for (const range of ["24h", "7d", { from: "2026-11-08", to: "2026-11-10" }] as const) {
    const figures = await readAnalytics(context, { range, zone, now });
    const { slots } = figures;
    const unit = range === "24h" ? "hour" : "day";
    async function same(metric: ChartMetric, value: number | null, filter: Given, what: string) {
      if (!value) return;
      const counted = countedBy(metric, await found(filter));
      if (counted === null) return;
      compared++;
      assert.equal(rounded(counted), rounded(value), `${metric} ${what}: ${JSON.stringify(filter)}`);
    }
    for (const metric of chartMetrics) {
      const span = wholeSpan(zone, unit, slots);
      const own = filterOfMetric[metric];
      await same(metric, totalOf(metric, figures), { ...span, ...own }, "in all");
      for (const by of stackings[metric]) {
        const series = stack(metric, by, slots);
        for (const slot of slots) {
          const its = spanFilter(zone, unit, slot.at);
          if (by === stackings[metric][0])
            await same(metric, figureOf(metric, slot), { ...its, ...own }, "a bar");
          const sum = series.reduce((sum, { valueIn }) => sum + valueIn(slot), 0);
          // An answer whose cost is not known may have had calls whose cost is.
          if (series.length > 0 && !(metric === "cost" && by === "model"))
            assert.equal(rounded(sum), rounded(figureOf(metric, slot) ?? 0), `${metric} by ${by}`);
          for (const { valueIn, filter, key } of series)
            if (filter) await same(metric, valueIn(slot), { ...its, ...filter }, `${by} ${key}`);
        }
      }
    }
    const { people, newPeople } = figures.total;
    const fresh = await found({ ...wholeSpan(zone, unit, slots), state: "given", people: "new" });
    assert.ok(people > newPeople);
    assert.equal(fresh.people, newPeople);
  }
  assert.ok(compared > 150, `only ${compared} figures`);
});

test("hours, ratings, and the tables by bot and by model find just what they count", async () => {
  const { context, found } = await world();
  const figures: Analytics = await readAnalytics(context, { range: "7d", zone, now });
  const span = wholeSpan(zone, "day", figures.slots);
  for (const [hour, count] of figures.hours.entries())
    assert.equal((await found({ ...span, state: "given", hour: String(hour) })).answers, count, `${hour}:00`);
  const { liked, disliked, unpriced } = figures.total;
  assert.ok(liked > 0 && disliked > 0 && unpriced > 0);
  const rated = async (rating: string) => (await found({ ...span, rating })).answers;
  assert.deepEqual([await rated("good"), await rated("bad")], [liked, disliked]);
  assert.equal((await found({ ...span, cost: "unknown" })).answers, unpriced);
  for (const bot of figures.bots) {
    const its = { ...span, bot: bot.botId };
    assert.equal((await found({ ...its, state: "given" })).answers, answersOf(bot));
    assert.equal((await found({ ...its, state: "apologised" })).answers, bot.apologised);
    assert.equal(rounded((await found(its)).cost), rounded(bot.cost));
  }
  for (const { model, attempts, answered } of figures.models) {
    assert.equal((await found({ ...span, tried: model })).calls, attempts);
    assert.equal((await found({ ...span, tried: model, class: "ok" })).calls, answered);
  }
});

test("the overview's figures find just what they count", async () => {
  const { context, found } = await world();
  const { answered, byFallback, apologised, cost } = await readToday(context, { zone, now });
  const day = { from: "2026-11-12", to: "2026-11-12" };
  const count = async (filter: Given) => (await found({ ...day, ...filter })).answers;
  assert.ok(answered > byFallback && byFallback > 0);
  assert.equal(await count({ state: "answered" }), answered);
  assert.equal(await count({ by: "later" }), byFallback);
  assert.equal(await count({ by: "first" }), answered - byFallback);
  assert.equal(await count({ state: "apologised" }), apologised);
  assert.equal(rounded((await found(day)).cost), rounded(cost));
});
