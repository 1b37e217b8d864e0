import assert from "node:assert/strict";
import test from "node:test";
import type { Health, HealthKey } from "../health/read.ts";
import type { BotView } from "./list.ts";
import { brokenBots, needsOf } from "./needs.ts";
import type { BotCondition } from "./state.ts";

const bot = (name: string, condition: BotCondition): BotView => ({
  ...{ id: name, name, username: name, enabled: true, condition },
  ...{ since: new Date(0), detail: null, lastMessageAt: null },
});
const cause = { class: null, until: null, keyId: null };
const keyless: BotCondition = { kind: "broken", reason: "no_key", ...cause };
const down: BotCondition = { kind: "waiting", reason: "models_down", ...cause };

test("bots that cannot answer for one cause are one need, and what needs a person comes first", () => {
  const needs = brokenBots(
    [
      bot("a", down),
      bot("b", keyless),
      bot("c", { kind: "works" }),
      bot("d", keyless),
      bot("e", { kind: "off" }),
    ],
    0,
  );
  assert.deepEqual(
    needs.map(({ condition, bots }) => ["reason" in condition && condition.reason, bots.map(({ id }) => id)]),
    [
      ["no_key", ["b", "d"]],
      ["models_down", ["a"]],
    ],
  );
});

const key = (id: string, broken: boolean): HealthKey => ({
  ...{
    id,
    label: id,
    last4: "abcd",
    projectId: null,
    project: null,
    lastResort: false,
    models: [],
    gone: [],
  },
  ...{ listedAt: null, enabled: true, proven: true },
  state: broken
    ? { kind: "broken", class: "key_blocked", reason: null, until: null }
    : { kind: "works", resting: [], lacking: [] },
});
const health = (keys: HealthKey[], models: string[], retired: string[]) =>
  ({ now: 0, keys, chainOf: () => ({ tried: { models, retired } }) }) as unknown as Health;
const told = (view: Health) =>
  needsOf([bot("a", { kind: "works" })], view).map((need) => (need.kind === "key" ? need.id : need.kind));

test("a refused key and a retired model are needs of their own while others answer", () => {
  assert.deepEqual(told(health([key("a", true), key("b", false)], ["m1", "m2"], [])), ["a"]);
  assert.deepEqual(told(health([key("a", false)], ["m1"], ["m2"])), ["models"]);
  assert.deepEqual(told(health([key("a", true)], ["m1"], [])), [], "the bot tells it");
  assert.deepEqual(told(health([key("a", false)], ["m2"], ["m2"])), [], "the bot tells it");
});

test("where no worker lives no bot is to blame: the shell says it once above every page", () => {
  const unserved: BotCondition = { kind: "broken", reason: "no_worker" };
  assert.deepEqual(brokenBots([bot("a", unserved), bot("b", unserved)], 0), []);
});
