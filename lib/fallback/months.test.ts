// Nine months of a small business in seconds: five workers, three projects that use up their daily quotas, a monthly
// cap, and both changes of daylight saving time in Los Angeles.
import assert from "node:assert/strict";
import test from "node:test";
import { nextPacificMonth, spanOf } from "../gemini/clocks.ts";
import { compileChain } from "./chain.ts";
import { BoardCluster } from "./fixtures/boards.ts";
import { Google, type MessageKind, type Trouble } from "./fixtures/oracle/google.ts";
import { FakeClock, scripted } from "./fixtures/world.ts";
import { walk } from "./walk/walk.ts";

const second = 1000;
const hour = 3_600_000;
const workers = 5;
const perDay = 14;
const quiet = new AbortController().signal;
const first = Date.parse("2026-02-20T08:00:00Z");
const last = Date.parse("2026-11-20T08:00:00Z");

/** The second project's spending cap is reached on the 20th of each month, at noon. */
function caps(): Trouble[] {
  const months = [];
  for (let at = first; at < last; at = nextPacificMonth(at)) {
    const to = nextPacificMonth(at);
    const from = Date.parse(`${new Date(to - 24 * hour).toISOString().slice(0, 7)}-20T20:00:00Z`);
    months.push({ kind: "capped" as const, from, to, key: "k1", project: "p1", model: "m0" });
  }
  return months;
}

interface Day {
  startsAt: number;
  hours: number;
  /** Who answered, in order. */
  served: string[];
  refused: string[];
  unanswered: number;
  capped: boolean;
}

async function live(): Promise<Day[]> {
  const clock = new FakeClock(first);
  const keys = [0, 1, 2].map((i) => ({ id: `k${i}`, label: "", last4: "", project: `p${i}` }));
  const chain = compileChain({ owner: "tenant", models: ["m0", "m1"], keys });
  const plans = new Map(keys.map(({ project }) => [project, { perMinute: 4, perDay }]));
  const troubles = caps();
  const projects = new Map(keys.map(({ id, project }) => [id, project]));
  const google = new Google({ clock, troubles, plans, projects, random: () => 0.3 });
  const cluster = new BoardCluster({ clock, random: () => 0.5, workers });
  const { provider } = scripted<MessageKind>(clock, (candidate, _, message) =>
    google.says(candidate, message),
  );
  let asked = 0;

  const ask = async (day: Day): Promise<void> => {
    const worker = asked++ % workers;
    const board = cluster.boards[worker]!;
    const { candidate, attempts } = await walk({ chain, board, provider, clock, request: "plain" });
    if (candidate) day.served.push(`${candidate.model}/${candidate.key.id}`);
    else day.unanswered++;
    for (const { model, key, class: kind } of attempts) {
      if (kind !== "ok") day.refused.push(`${model}/${key.id} ${kind}`);
    }
    await cluster.share(worker);
  };

  const days: Day[] = [];
  while (clock.now() < last) {
    const { startsAt, endsAt } = spanOf("day", clock.now());
    const capped = troubles.some(({ from, to }) => from < endsAt && to > startsAt);
    const hours = (endsAt - startsAt) / hour;
    const day: Day = { startsAt, hours, served: [], refused: [], unanswered: 0, capped };
    days.push(day);
    // One message 35 s into the day, past what jitter may add; then one each half hour, and one in the last minute.
    const times = [startsAt + 35 * second];
    for (let at = startsAt + hour / 2; at < endsAt; at += hour / 2) times.push(at);
    for (const at of [...times, endsAt - 40 * second]) {
      await clock.run(clock.sleep(at - clock.now(), quiet));
      await clock.run(ask(day));
    }
    await clock.run(clock.sleep(endsAt - clock.now(), quiet));
  }
  return days;
}

const life = live();
const count = (names: readonly string[], name: string) => names.filter((each) => each === name).length;

test("nine months: every message is answered, each day's quota is used up and not exceeded, and each midnight and first of a month is noticed", async () => {
  const days = await life;
  assert.equal(days.length, 273);
  assert.deepEqual(
    days.map(({ hours }) => hours).filter((hours) => hours !== 24),
    [23, 25],
  );
  assert.equal(
    days.reduce((sum, { unanswered }) => sum + unanswered, 0),
    0,
  );

  for (const { startsAt, served, capped } of days) {
    const date = new Date(startsAt).toISOString();
    assert.equal(served[0], "m0/k0", `${date}: the day before is over`);
    for (const name of ["m0/k0", "m0/k2"]) assert.equal(count(served, name), perDay, `${date} ${name}`);
    if (!capped) assert.equal(count(served, "m0/k1"), perDay, date);
    // A spent project is not asked again that day: who answers only moves forward.
    const order = served.map((name) => ["m0/k0", "m0/k1", "m0/k2", "m1/k0", "m1/k1", "m1/k2"].indexOf(name));
    assert.deepEqual(order, order.toSorted(), date);
  }
});

test("nine months: limits are tried once a week, caps once a month, and nothing else is refused", async () => {
  const days = await life;
  const refused = days.flatMap((day) => day.refused);
  assert.deepEqual([...new Set(refused.map((each) => each.split(" ")[1]))].toSorted(), [
    "rate_day",
    "spend_cap",
  ]);
  assert.equal(refused.filter((each) => each.endsWith("spend_cap")).length, 9);
  const weeks = days.length / 7;
  for (const name of ["m0/k0", "m0/k1", "m0/k2"]) {
    assert.ok(count(refused, `${name} rate_day`) <= weeks + 1, name);
    assert.ok(count(refused, `${name} rate_day`) >= 20, name);
  }
  const messages = days.reduce((sum, { served }) => sum + served.length, 0);
  assert.ok(refused.length / messages < 0.015, `${refused.length} of ${messages}`);
});
