import assert from "node:assert/strict";
import test from "node:test";
import type { Ability } from "../health/ability.ts";
import type { KeyState } from "../keys/state.ts";
import { type Circumstances, causesOf, changesAt, unsureOf } from "./causes.ts";

const now = Date.parse("2026-11-26T05:00:00Z");
const works: Ability = { kind: "works" };
const cause = { class: null, until: null, keyId: null };
const bot = (more: Partial<Circumstances["bots"][number]> = {}) => ({
  ...{
    id: "b1",
    username: "shop_bot",
    enabled: true,
    state: "working" as const,
    readable: true,
    ability: works,
  },
  ...more,
});
const key = (state: KeyState, more: Partial<Circumstances["keys"][number]> = {}) => ({
  ...{ id: "k1", label: "Key 1", last4: "9f3c", project: null, state },
  ...more,
});
const ok: KeyState = { kind: "works", resting: [], lacking: [] };
const broken = (kind: "key_blocked" | "prepaid_empty"): KeyState => ({
  ...{ kind: "broken", class: kind, reason: null, until: null },
});
const told = (more: Partial<Circumstances>) =>
  causesOf({ bots: [], keys: [], limits: [], retired: [], ends: [], now, ...more }).map(
    ({ kind, subject, facts }) => [kind, subject, facts.name, facts.reason ?? facts.class ?? facts.percent],
  );

test("a bot is told of for one reason: its token, then another program, then its chain; a disabled one for none", () => {
  const silent = { ability: { kind: "broken", reason: "no_key", ...cause } as const };
  assert.deepEqual(told({ bots: [bot()] }), []);
  assert.deepEqual(told({ bots: [bot(silent)] }), [["bot_silent", "b1", "@shop_bot", "no_key"]]);
  assert.deepEqual(told({ bots: [bot({ ...silent, state: "conflict" })] }), [
    ["bot_conflict", "b1", "@shop_bot", undefined],
  ]);
  assert.deepEqual(told({ bots: [bot({ ...silent, state: "unauthorized" })] }), [
    ["token_revoked", "b1", "@shop_bot", undefined],
  ]);
  assert.deepEqual(told({ bots: [bot({ ...silent, enabled: false })] }), []);
});

test("a pause is told if it lasts longer than two minutes; one of unknown length and an untested key are not", () => {
  const waiting = (until: number | null, reason: "limits" | "untested" = "limits") => {
    const ability = {
      kind: "waiting",
      reason,
      ...cause,
      until: until === null ? null : new Date(until),
    } as const;
    return told({ bots: [bot({ ability })] }).map(([, , , why]) => why);
  };
  assert.deepEqual(waiting(now + 120_000), []);
  assert.deepEqual(waiting(now + 120_001), ["limits"]);
  assert.deepEqual(waiting(null), []);
  assert.deepEqual(waiting(now + 999_999, "untested"), []);
});

test("a refused key is told by its name; keys of a project without money once, by the project's", () => {
  const project = { id: "p1", label: "Shop" };
  assert.deepEqual(
    told({
      keys: [
        key(ok),
        key(broken("key_blocked"), { id: "k2", label: "Shop 2" }),
        key(broken("prepaid_empty"), { id: "k3", project }),
        key(broken("prepaid_empty"), { id: "k4", project }),
        key({ kind: "off" }, { id: "k5" }),
      ],
    }),
    [
      ["key_refused", "k2", "Shop 2 (…9f3c)", "key_blocked"],
      ["project_unpaid", "p1", "Shop", "prepaid_empty"],
    ],
  );
});

test("a month's spending limit is told, a spend rate that passes in minutes is not", () => {
  const waiting = (kind: "spend_cap" | "spend_rate", ms: number): KeyState => ({
    ...{ kind: "waiting", class: kind, reason: null, until: new Date(now + ms), model: null },
  });
  assert.deepEqual(told({ keys: [key(waiting("spend_cap", 864_000_000))] }), [
    ["project_unpaid", "key:k1", "Key 1 (…9f3c)", "spend_cap"],
  ]);
  assert.deepEqual(told({ keys: [key(waiting("spend_rate", 600_000))] }), []);
});

test("a day's limit is told from 90 per cent on, once for a model, by the fuller of its two limits", () => {
  const limit = { project: "key:k1", model: "m", limit: 100, resetsAt: now + 1 };
  assert.deepEqual(told({ keys: [key(ok)], limits: [{ ...limit, used: 89 }] }), []);
  assert.deepEqual(
    told({
      keys: [key(ok)],
      limits: [
        { ...limit, used: 90 },
        { ...limit, used: 120 },
      ],
    }),
    [["day_limit_near", "key:k1/m", "Key 1 (…9f3c), m", 100]],
  );
  const [, , , percent] = told({ keys: [key(ok)], limits: [{ ...limit, limit: 200, used: 187 }] })[0] ?? [];
  assert.equal(percent, 93, "whole per cents that are used up");
  assert.deepEqual(told({ keys: [], limits: [{ ...limit, used: 100 }] }), [], "the key is deleted");
  const off = key({ kind: "off" });
  assert.deepEqual(told({ keys: [off], limits: [{ ...limit, used: 100 }] }), [], "nobody uses it");
});

test("a retired model is told with the one that takes its place, if there is one", () => {
  const retired = [
    { model: "old", successor: "new" },
    { model: "older", successor: null },
  ];
  assert.deepEqual(causesOf({ bots: [], keys: [], limits: [], retired, ends: [], now }), [
    { kind: "model_retired", subject: "old", facts: { name: "old", successor: "new" } },
    { kind: "model_retired", subject: "older", facts: { name: "older" } },
  ]);
});

test("a bot whose token cannot be decrypted cannot answer, whatever its last state was", () => {
  for (const state of ["working", "unauthorized", "off"] as const)
    assert.deepEqual(told({ bots: [bot({ state, readable: false })] }), [
      ["bot_silent", "b1", "@shop_bot", "token_unreadable"],
    ]);
});

test("an untested key solves nothing: what was told of it, its project and its bot stays open until it is tried", () => {
  const untested: KeyState = { ...{ kind: "waiting", class: null, reason: null }, until: null, model: null };
  const resting: KeyState = { ...untested, class: "rate_day", until: new Date(now + 1), model: "m" };
  const ability = { kind: "waiting", reason: "untested", ...cause } as const;
  const unsure = (bots: Circumstances["bots"], keys: Circumstances["keys"]) =>
    unsureOf({ bots, keys, limits: [], retired: [], ends: [], now }).map(
      ({ kind, subject }) => `${kind} ${subject}`,
    );
  assert.deepEqual(unsure([bot({ ability })], [key(untested)]), [
    "bot_silent b1",
    "key_refused k1",
    "project_unpaid key:k1",
  ]);
  const paused: KeyState = { ...resting, class: "overloaded", model: null };
  const known = [key(ok), key(resting), key(paused), key({ kind: "off" })];
  assert.deepEqual(unsure([bot({ ability, enabled: false })], known), []);
  assert.deepEqual(unsure([], [key(broken("key_blocked"))]), ["key_refused k1", "project_unpaid key:k1"]);
});

test("what Telegram says of a bot is unknown until it is polled: such causes stay as they are", () => {
  const of = (state: "starting" | "working" | "unreachable") =>
    unsureOf({ bots: [bot({ state })], keys: [], limits: [], retired: [], ends: [], now }).map(
      ({ kind }) => kind,
    );
  assert.deepEqual(of("starting"), ["token_revoked", "bot_conflict"]);
  assert.deepEqual(of("unreachable"), ["token_revoked", "bot_conflict"]);
  assert.deepEqual(of("working"), []);
});

test("the causes may change when a park has two minutes left, when it ends, and when a day ends", () => {
  const at = (ends: number[], resetsAt: number[] = []) => {
    const limits = resetsAt.map((time) => ({ project: "p", model: "m", used: 0, limit: 1, resetsAt: time }));
    return changesAt({ bots: [], keys: [], limits, retired: [], ends, now });
  };
  assert.equal(at([]), null);
  assert.equal(at([now - 1]), null);
  assert.equal(at([now + 300_000]), now + 180_000);
  assert.equal(at([now + 60_000]), now + 60_000);
  assert.equal(at([now + 300_000], [now + 5]), now + 5);
});
