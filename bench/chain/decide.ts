// `node bench/chain/decide.ts`: time to pick the next candidate, by number of candidates and how many are left out.

import {
  Board,
  type Candidate,
  type Chain,
  compileChain,
  type KeyOrder,
  type Park,
  scopeOf,
} from "#lib/fallback/index.ts";
import { machine, quantile, table } from "../figures.ts";

const DECISIONS = 20_000;
const now = Date.now();

function chainOf(keys: number, models: number, order: KeyOrder): Chain {
  return compileChain({
    ...{ owner: "bench", order },
    models: Array.from({ length: models }, (_, i) => `model-${i}`),
    keys: Array.from({ length: keys }, (_, i) => ({ id: `k${i}`, label: "", last4: "", project: `p${i}` })),
  });
}

function parkOf(candidate: Candidate, scope: Park["scope"]): Park {
  const about = { class: "key_blocked", reason: "", strikes: 1, since: now, at: now } as const;
  return { ...scopeOf(scope, candidate), ...about, until: now + 3_600_000 };
}

interface Case {
  name: string;
  parked(index: number, candidate: Candidate, chain: Chain): Park["scope"] | null;
  limited?: boolean;
}

const half = ({ candidates }: Chain) => candidates.length / 2;
const cases: Case[] = [
  { name: "nothing parked", parked: () => null },
  { name: "every second key parked", parked: (_, { key }) => (Number(key.id.slice(1)) % 2 ? null : "key") },
  {
    name: "the first half parked, one by one",
    parked: (i, _, chain) => (i < half(chain) ? "key_model" : null),
  },
  {
    name: "the first half over a known limit",
    parked: () => null,
    limited: true,
  },
  {
    name: "all parked but the last",
    parked: (i, _, { candidates }) => (i < candidates.length - 1 ? "key_model" : null),
  },
];

/** Duration of each decision, in microseconds. */
function measure(chain: Chain, { parked, limited }: Case): number[] {
  const board = new Board();
  chain.candidates.forEach((candidate, i) => {
    const scope = parked(i, candidate, chain);
    if (scope) board.merge(parkOf(candidate, scope), now);
    if (!limited || i >= half(chain)) return;
    const { owner, project, model } = candidate;
    const limit = { owner, project, model, window: "day", metric: "requests", limit: 1, at: now } as const;
    board.quotas.mergeLimits([limit]);
    board.quotas.begun(board.quotas.meterOf(candidate), now);
  });
  const excluded = new Uint8Array(chain.candidates.length);
  const took: number[] = [];
  let decided = 0;
  for (let i = 0; i < DECISIONS * 1.1; i++) {
    const from = process.hrtime.bigint();
    decided += board.pick(chain, now + i, excluded);
    const us = Number(process.hrtime.bigint() - from) / 1000;
    if (i >= DECISIONS * 0.1) took.push(us); // the rest warms up
  }
  if (decided < 0) throw new Error("No candidate was found.");
  return took;
}

console.log(`${machine()}\n`);
const rows = (
  [
    [10, 4],
    [100, 10],
    [1000, 20],
  ] as const
).flatMap(([keys, models]) =>
  (["priority", "balanced"] as const).flatMap((order) => {
    const chain = chainOf(keys, models, order);
    return cases.map((each) => {
      const took = measure(chain, each);
      const figures = [0.5, 0.99, 0.999].map((p) => quantile(took, p).toFixed(1));
      return [`${keys} × ${models}`, order, each.name, ...figures];
    });
  }),
);
console.log(table(["keys × models", "order", "", "median µs", "p99 µs", "p99.9 µs"], rows));
