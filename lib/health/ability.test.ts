import assert from "node:assert/strict";
import test from "node:test";
import { indexParks } from "../chain-state/park-view.ts";
import { Board, type ErrorClass, type Limit, type Park, Quotas, type Scope } from "../fallback/index.ts";
import { keyState } from "../keys/state.ts";
import { type ChainKey, chainsOf } from "../models/chains.ts";
import { type Ability, abilityOf } from "./ability.ts";
import type { JudgedKey } from "./verdict.ts";

const now = Date.parse("2026-11-26T10:00:00Z");
const minute = 60_000;

type Key = ChainKey &
  Pick<JudgedKey, "enabled" | "proven"> & { readable: boolean; checkClass: "ok" | ErrorClass | null };
const key = (id: string, more: Partial<Key> = {}): Key => ({
  id,
  label: id,
  last4: "abcd",
  projectId: `p-${id}`,
  lastResort: false,
  models: [],
  gone: [],
  listedAt: null,
  enabled: true,
  readable: true,
  proven: true,
  checkClass: "ok",
  ...more,
});
const park = (
  scope: Scope,
  id: string,
  kind: ErrorClass,
  until: number | null,
  more: Partial<Park> = {},
): Park => ({
  ...{ scope, id, class: kind, reason: "said", until, strikes: 1, since: now - minute, at: now - minute },
  owner: scope === "egress" || id.startsWith("*/") ? null : "shop",
  ...more,
});

interface Situation {
  keys?: Key[];
  models?: string[];
  off?: string[];
  parks?: Park[];
  limits?: Limit[];
  used?: number;
}

function told({
  keys = [key("a")],
  models = ["m1"],
  off = [],
  parks = [],
  limits = [],
  used = 0,
}: Situation): Ability {
  const entries = [...models, ...off].map((model) => ({ model, enabled: models.includes(model) }));
  const at = new Date(now);
  const chain = chainsOf({
    ...{ tenantId: "shop", keyOrder: "priority", catalogue: [], now: at },
    lists: [{ tenantId: "shop", botId: null, entries }],
    keys: keys.filter(({ enabled, readable }) => enabled && readable),
  })(null);
  const quotas = new Quotas();
  quotas.mergeLimits(limits);
  for (const { owner, project, model, window } of limits) {
    const startsAt = now - (now % (window === "day" ? 86_400_000 : minute));
    const count = { requests: used, refused: 0, tokens: 0, worker: "w" };
    quotas.merge([{ owner, project, model, window, startsAt, ...count }], now);
  }
  const board = new Board({ quotas, random: () => 0 });
  for (const each of parks) board.merge(each, now);
  const parked = indexParks(
    parks.map((each) => ({ ...each, until: each.until === null ? null : new Date(each.until) })),
  );
  const judged = keys.map((each) => ({
    ...each,
    state: keyState({ ...each, checkReason: null, checkedAt: at }, parked, models, null, at),
  }));
  return abilityOf(chain, judged, board, now);
}

const short = (ability: Ability) =>
  "reason" in ability
    ? [ability.kind, ability.reason, ability.class, ability.until && +ability.until - now].join(" ")
    : ability.kind;

const limit = (window: "minute" | "day"): Limit => ({
  ...{ owner: "shop", project: "p-a", model: "m1", window, metric: "requests", limit: 20, at: now - minute },
});

const cases: [string, Situation, string][] = [
  ["a tested key and a model", {}, "works"],
  ["no key at all", { keys: [] }, "broken no_key  "],
  ["every key off", { keys: [key("a", { enabled: false })] }, "broken keys_off  "],
  [
    "the only key leaked",
    { parks: [park("key", "a", "key_blocked", now + 60 * minute)] },
    `broken keys_refused key_blocked ${60 * minute}`,
  ],
  [
    "the only key leaked, and its probe is due",
    { parks: [park("key", "a", "key_blocked", now - minute)] },
    `broken keys_refused key_blocked ${-minute}`,
  ],
  [
    "the only key invalid",
    { parks: [park("key", "a", "key_invalid", null)] },
    "broken keys_refused key_invalid ",
  ],
  [
    "the only key's project out of money",
    { parks: [park("project", "p-a", "prepaid_empty", now + minute)] },
    `broken keys_refused prepaid_empty ${minute}`,
  ],
  [
    "the only key refused by a test, without a call of a bot",
    { keys: [key("a", { checkClass: "key_blocked", proven: false })] },
    "broken keys_refused key_blocked ",
  ],
  [
    "one of two keys leaked",
    { keys: [key("a"), key("b")], parks: [park("key", "a", "key_blocked", null)] },
    "works",
  ],
  [
    "one key leaked, the other off",
    { keys: [key("a"), key("b", { enabled: false })], parks: [park("key", "a", "key_blocked", null)] },
    "broken keys_refused key_blocked ",
  ],
  [
    "a key that nobody tried",
    { keys: [key("a", { checkClass: null, proven: false })] },
    "waiting untested  ",
  ],
  [
    "the only key cannot be decrypted",
    { keys: [key("a", { readable: false })] },
    "broken keys_unreadable unreadable ",
  ],
  [
    "one key cannot be decrypted, the other was leaked",
    { keys: [key("a"), key("b", { readable: false })], parks: [park("key", "a", "key_blocked", null)] },
    "broken keys_unreadable unreadable ",
  ],
  ["one of two keys cannot be decrypted", { keys: [key("a", { readable: false }), key("b")] }, "works"],
  [
    "one key leaked, and Google does not offer the model to the other",
    {
      keys: [key("a"), key("b", { gone: ["m1", "gemini-flash-latest", "gemini-flash-lite-latest"] })],
      parks: [park("key", "a", "key_blocked", null)],
    },
    "broken models_gone model_missing ",
  ],
  ["every model off", { models: [], off: ["m1"] }, "broken no_model  "],
  [
    "every model retired for every key",
    { keys: [key("a", { gone: ["m1", "gemini-flash-latest", "gemini-flash-lite-latest"] })] },
    "broken models_gone model_missing ",
  ],
  [
    "the only model retired, as calls found out",
    { parks: [park("project_model", "p-a/m1", "model_missing", now + minute)] },
    `broken models_gone model_missing ${minute}`,
  ],
  [
    "one of two models retired",
    { models: ["m1", "m2"], parks: [park("project_model", "p-a/m1", "model_missing", now + minute)] },
    "works",
  ],
  [
    "a plan without the model",
    { parks: [park("project_model", "p-a/m1", "no_entitlement", now + minute)] },
    `broken models_denied no_entitlement ${minute}`,
  ],
  [
    "a plan without one model, and the other retired",
    {
      models: ["m1", "m2"],
      parks: [
        park("project_model", "p-a/m1", "no_entitlement", now + minute),
        park("project_model", "p-a/m2", "model_missing", now + 2 * minute),
      ],
    },
    `broken models_gone model_missing ${2 * minute}`,
  ],
  [
    "a plan without the model, which is down as well",
    {
      parks: [
        park("key_model", "a/m1", "overloaded", now + 9 * minute),
        park("project_model", "p-a/m1", "no_entitlement", now + minute),
      ],
    },
    `broken models_denied no_entitlement ${minute}`,
  ],
  ...[1, 9].map((minutes): [string, Situation, string] => [
    `two waits of one model, of ${minutes} and ${10 - minutes} minutes: the longer is told`,
    {
      parks: [
        park("key_model", "a/m1", "overloaded", now + minutes * minute),
        park("project_model", "p-a/m1", "rate_minute", now + (10 - minutes) * minute),
      ],
    },
    `waiting ${minutes === 9 ? "models_down overloaded" : "limits rate_minute"} ${9 * minute}`,
  ]),
  [
    "the model down for everybody",
    { parks: [park("model", "*/m1", "overloaded", now + 20_000)] },
    "waiting models_down overloaded 20000",
  ],
  [
    "the model down until a moment ago, and nobody has tried it since",
    { parks: [park("model", "*/m1", "overloaded", now - 1)] },
    "waiting models_down overloaded ",
  ],
  [
    "the model silent for the key until a moment ago",
    { parks: [park("key_model", "a/m1", "timeout", now - 1)] },
    "waiting models_down timeout ",
  ],
  [
    "this server does not find Google's name",
    { parks: [park("key_model", "a/m1", "timeout", now + 10_000, { reason: "ENOTFOUND" })] },
    "waiting egress timeout 10000",
  ],
  [
    "an answer of Google's that looks like a code of our network",
    { parks: [park("key_model", "a/m1", "overloaded", now + 10_000, { reason: "ENOTFOUND" })] },
    "waiting models_down overloaded 10000",
  ],
  [
    "the day's limit used up, as Google said",
    { parks: [park("project_model", "p-a/m1", "rate_day", now + 9 * minute)] },
    `waiting limits rate_day ${9 * minute}`,
  ],
  ["a limit that has ended", { parks: [park("project_model", "p-a/m1", "rate_day", now - 1)] }, "works"],
  [
    "the day's limit used up by our counts",
    { limits: [limit("day")], used: 20 },
    `waiting limits  ${14 * 60 * minute}`,
  ],
  ["one call left of the day's limit", { limits: [limit("day")], used: 19 }, "works"],
  [
    "the way out closed",
    { parks: [park("egress", "egress", "location", now + minute)] },
    `waiting egress location ${minute}`,
  ],
  [
    "two waits: the one that ends first is told",
    {
      models: ["m1", "m2"],
      parks: [
        park("project_model", "p-a/m1", "rate_day", now + 9 * minute),
        park("project_model", "p-a/m2", "rate_minute", now + minute),
      ],
    },
    `waiting limits rate_minute ${minute}`,
  ],
  [
    "one model retired, the other waits: it comes back by itself",
    {
      models: ["m1", "m2"],
      parks: [
        park("project_model", "p-a/m1", "model_missing", now + 9 * minute),
        park("project_model", "p-a/m2", "rate_minute", now + minute),
      ],
    },
    `waiting limits rate_minute ${minute}`,
  ],
];

for (const [situation, given, expected] of cases)
  test(`${situation}: ${expected.trim()}`, () => assert.equal(short(told(given)), expected));

test("a bot works exactly when a walk would find a candidate that nothing speaks against", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const any = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T;
  const seen = { works: 0, not: 0 };
  for (let round = 0; round < 2_000; round++) {
    const models = ["m1", "m2"];
    const keys = [key("a"), key("b")];
    const scopes: [Scope, string][] = [
      ...keys.flatMap(({ id }): [Scope, string][] => [
        ["key", id],
        ["project", `p-${id}`],
        ...models.flatMap((model): [Scope, string][] => [
          ["project_model", `p-${id}/${model}`],
          ["key_model", `${id}/${model}`],
        ]),
      ]),
      ["model", `*/${any(models)}`],
    ];
    const kinds: ErrorClass[] = [
      "rate_day",
      "timeout",
      "key_blocked",
      "overloaded",
      "model_missing",
      "unknown",
    ];
    const parks = scopes.flatMap(([scope, id]) =>
      random() < 0.3 ? park(scope, id, any(kinds), any([now - minute, now + minute, null])) : [],
    );
    const ability = told({ models, keys, parks });
    const board = new Board({ random: () => 0 });
    for (const each of parks) board.merge(each, now);
    const chain = chainsOf({
      ...{ tenantId: "shop", keyOrder: "priority", catalogue: [], now: new Date(now) },
      lists: [{ tenantId: "shop", botId: null, entries: models.map((model) => ({ model, enabled: true })) }],
      keys,
    })(null).chain;
    const found = board.pick(chain, now, new Uint8Array(chain.candidates.length), "free");
    if (ability.kind === "works") assert.ok(found >= 0, JSON.stringify(parks));
    else if (found >= 0) assert.notEqual(board.covering(chain, found).length, 0, JSON.stringify(parks));
    seen[ability.kind === "works" ? "works" : "not"]++;
  }
  assert.ok(seen.works > 200 && seen.not > 200, JSON.stringify(seen));
});
