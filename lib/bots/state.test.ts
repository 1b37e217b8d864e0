import assert from "node:assert/strict";
import test from "node:test";
import type { BotState } from "#generated/enums.ts";
import { brokenReasons, waitingReasons } from "../health/ability.ts";
import { remedyOf } from "./remedy.ts";
import { type BotCondition, conditionOf, needsAttention, telegramConditionOf } from "./state.ts";

const states: readonly BotState[] = [
  ...(["off", "starting", "working", "unauthorized", "conflict", "unreachable", "not_stored"] as const),
];
const conditions = (enabled: boolean, held: boolean, readable = true) =>
  states.map((state) => {
    const condition = telegramConditionOf({ enabled, state, held, readable });
    return "reason" in condition ? `${condition.kind}: ${condition.reason}` : condition.kind;
  });

test("a disabled bot is off, whatever state its worker reported last", () => {
  for (const held of [true, false]) assert.deepEqual(new Set(conditions(false, held)), new Set(["off"]));
});

test("a bot that a worker holds has the state that the worker reported", () => {
  assert.deepEqual(conditions(true, true), [
    "waiting: idle",
    "waiting: idle",
    "works",
    "broken: unauthorized",
    "broken: conflict",
    "waiting: unreachable",
    "waiting: not_stored",
  ]);
});

test("a bot whose token cannot be decrypted is broken: no worker can take it, so it is not starting", () => {
  for (const held of [true, false])
    assert.deepEqual(new Set(conditions(true, held, false)), new Set(["broken: token_unreadable"]));
  assert.deepEqual(new Set(conditions(false, false, false)), new Set(["off"]));
});

test("a bot that no worker holds is waiting, unless its token was revoked", () => {
  assert.deepEqual(conditions(true, false), [
    "waiting: idle",
    "waiting: idle",
    "waiting: idle",
    "broken: unauthorized",
    "waiting: idle",
    "waiting: idle",
    "waiting: idle",
  ]);
});

const keyless = { kind: "broken", reason: "no_key", class: null, until: null, keyId: null } as const;
const resting = {
  kind: "waiting",
  reason: "limits",
  class: "rate_day",
  until: new Date(9),
  keyId: null,
} as const;
const [works, idle] = [{ kind: "works" }, { kind: "waiting", reason: "idle" }] as const;
const revoked = { kind: "broken", reason: "unauthorized" } as const;

const well = { telegram: works, ability: works, spentUntil: null, served: true } as const;
const told = (more: Partial<Parameters<typeof conditionOf>[0]>) => conditionOf({ ...well, ...more });

test("a bot works only if Telegram, its chain and its allowances all let it answer, and a worker lives", () => {
  assert.deepEqual(told({}), works);
  assert.deepEqual(told({ ability: keyless }), keyless);
  assert.deepEqual(told({ ability: resting }), resting);
  const spent = { kind: "waiting", reason: "allowance", until: new Date(5) } as const;
  assert.deepEqual(told({ spentUntil: new Date(5) }), spent);
  assert.deepEqual(told({ telegram: { kind: "off" }, ability: keyless, served: false }), { kind: "off" });
});

test("of several causes the one is told that needs a person: no worker first, then Telegram's", () => {
  assert.deepEqual(told({ telegram: revoked, ability: keyless }), revoked);
  assert.deepEqual(told({ telegram: idle, ability: keyless }), keyless);
  assert.deepEqual(told({ telegram: idle, ability: resting }), idle);
  for (const telegram of [works, idle, revoked])
    assert.deepEqual(told({ telegram, ability: keyless, served: false }), {
      kind: "broken",
      reason: "no_worker",
    });
});

test("what passes within a walk, or within moments, needs nobody's attention", () => {
  const away = { ...resting, until: new Date(60_001) };
  assert.equal(needsAttention(away, 0), true);
  assert.equal(needsAttention({ ...resting, until: new Date(60_000) }, 0), false);
  assert.equal(needsAttention({ ...resting, until: null }, 0), true);
  for (const condition of [works, idle, { kind: "off" } as const])
    assert.equal(needsAttention(condition, 0), false);
  for (const condition of [keyless, revoked, { kind: "waiting", reason: "unreachable" } as const])
    assert.equal(needsAttention(condition, 0), true);
});

test("each cause that somebody can end has one page where it is ended", () => {
  const every = [...brokenReasons, ...waitingReasons].map((reason) => {
    const kind = brokenReasons.some((each) => each === reason) ? "broken" : "waiting";
    return remedyOf("b", { ...keyless, kind, reason, keyId: "k" } as BotCondition)?.path;
  });
  const keys = ["keys#add", "keys", "keys#key=k", "keys#add", "keys#key=k"];
  const models = ["models?bot=b", "models?bot=b", "models?bot=b"];
  assert.deepEqual(every, [...keys, ...models, "keys#key=k", "health", "health", "health"]);
  assert.equal(remedyOf("b", revoked)?.path, "bots/b");
  assert.equal(remedyOf("b", idle), null);
});
