// Failures that people met in public, each with its source and the expected class, scope and deadline.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
  type Candidate,
  compileChain,
  type ErrorClass,
  type Evidence,
  failureOf,
  type Scope,
} from "../fallback/index.ts";
import { nextPacificMonth } from "./clocks.ts";
import { understand } from "./understand.ts";

const now = Date.parse("2026-07-15T12:00:00Z");
const midnight = Date.parse("2026-07-16T07:00:00Z");
const second = 1000;
const hour = 3_600_000;
const [candidate] = compileChain({
  owner: "tenant",
  models: ["gemini-2.5-flash"],
  keys: [{ id: "k1", label: "Main", last4: "abcd", project: "p1" }],
}).candidates as [Candidate];

interface Shape {
  name: string;
  httpStatus: number | null;
  body: unknown;
  networkCode?: string;
  end?: { finishReason: string | null; hasText: boolean; blockReason: string | null };
  expect: { class: ErrorClass; scope: Scope | null; until: string };
}
const realFixture = new URL("fixtures/errors-real.json", import.meta.url);
const { shapes: real } = JSON.parse(readFileSync(realFixture, "utf8")) as { shapes: Shape[] };
const minute = 60 * second;

/** The deadlines in the words of the collection. */
const worded: [RegExp, (deadline: { at?: number | null; base?: number; cap?: number }) => boolean][] = [
  [/^(36|15|17) s$/, ({ at }) => [36, 15, 17].some((n) => at === now + n * second)],
  [/^>= 1 s$/, ({ at }) => (at ?? 0) >= now + second],
  [/^minutes/, ({ at }) => at === now + 183 * second],
  [/midnight/, ({ at }) => (at ?? 0) >= midnight],
  [/^1st of next month/, ({ at }) => at === nextPacificMonth(now)],
  [/^24 h/, ({ base }) => base === 24 * hour],
  [/^30 s doubling/, ({ base, cap }) => base === 30 * second && cap === 15 * minute],
  [/^until replaced|^until edited, or one probe an hour$/, ({ at, base }) => at === null || base === hour],
  [/^(one probe an hour|1 h)$/, ({ base }) => base === hour],
  [/^2 to 10 s/, ({ base, cap }) => base === 2 * second && cap === 10 * second],
  [/^10 s$/, ({ base }) => base === 10 * second],
  [/^5 min/, ({ base }) => base === 5 * minute],
  [/^60 s/, ({ base }) => base === minute],
];

for (const { name, httpStatus, body, networkCode, end, expect } of real) {
  test(`collected: ${name} is ${expect.class} and parks what it proves`, () => {
    const evidence: Evidence = end
      ? { kind: "end", ...end }
      : {
          kind: "error",
          httpStatus,
          body,
          networkCode: networkCode ?? (httpStatus === null ? "ENOTFOUND" : null),
        };
    const failure = failureOf(understand(evidence, now), evidence, candidate);
    assert.equal(failure.class, expect.class);
    assert.equal(failure.park?.scope ?? null, expect.scope);
    if (!failure.park) return assert.match(expect.until, /^-$/);
    const holds = worded.find(([words]) => words.test(expect.until))?.[1];
    assert.ok(
      holds?.(failure.park.deadline),
      `${JSON.stringify(failure.park.deadline)} for "${expect.until}"`,
    );
  });
}
