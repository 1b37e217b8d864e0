// Worker thread of in-process.ts: imports one test file, then runs the requested tests with one mutant active.
import { registerHooks } from "node:module";
import { resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { parentPort } from "node:worker_threads";
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from "@stryker-mutator/api/core";
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type TestResult,
  TestStatus,
} from "@stryker-mutator/api/test-runner";
import type { TestDatabase } from "./test-database.ts";
import type { Suite } from "./test-shim.ts";

/** A request to run tests of one file, or to end: hooks that end servers and drop the database. */
export type Order = RunOrder | "end";
export interface RunOrder {
  readonly testFile: string;
  /** Null for the dry run, which does not stop at the first failure. */
  readonly mutant: string | null;
  /** True if the mutant is also active while the test files load. */
  readonly whileLoading: boolean;
  /** Null means all tests. */
  readonly tests: readonly string[] | null;
  readonly hitLimit?: number;
}

const shim = new URL("./test-shim.ts", import.meta.url).href;
registerHooks({
  resolve(specifier, context, next) {
    return specifier === "node:test" ? { url: shim, shortCircuit: true } : next(specifier, context);
  },
});
const { collect, mock } = await import("./test-shim.ts");

const namespace: InstrumenterContext = {};
Object.assign(globalThis, { [INSTRUMENTER_CONSTANTS.NAMESPACE]: namespace });
let suite: Suite | null = null;
let database: TestDatabase | null = null;
let stray: unknown = null;
process.on("uncaughtException", (error) => {
  stray = error;
});

async function load(testFile: string): Promise<Suite> {
  delete process.env.DATABASE_URL;
  const loaded = await collect(testFile, () => import(pathToFileURL(resolve(testFile)).href));
  const url = process.env.DATABASE_URL;
  if (url) database = await (await import("./test-database.ts")).openTestDatabase(url);
  else for (const hook of loaded.before) await hook();
  return loaded;
}

/** Runs one test. @returns the error, or null if it passed */
async function runTest(suite: Suite, { run, name }: Suite["tests"][number]): Promise<unknown> {
  const cleanup: (() => unknown)[] = [];
  stray = null;
  const context = { name, mock, after: (hook: () => unknown) => void cleanup.push(hook) };
  try {
    // Each test starts with an empty database, so any subset of a file's tests can run.
    if (database) for (const hook of [database.empty, ...suite.before]) await hook();
    for (const hook of suite.beforeEach) await hook();
    // The tests use only these members of the context.
    await run(context as never);
    await setImmediate();
    return stray;
  } catch (error) {
    return error;
  } finally {
    mock.reset();
    for (const hook of [...cleanup, ...suite.afterEach]) await hook();
    mock.timers.reset();
  }
}

/** A result, or "spoiled" if earlier mutants left state behind, so that a test fails without a mutant too. */
export type Reply = DryRunResult | "spoiled" | "ended";

async function run({ testFile, mutant, whileLoading, tests, hitLimit }: RunOrder): Promise<Reply> {
  namespace.activeMutant = (whileLoading && mutant) || undefined;
  namespace.hitCount = 0;
  namespace.hitLimit = hitLimit;
  const wanted = tests && new Set(tests);
  const results: TestResult[] = [];
  const shared = { fileName: resolve(testFile), timeSpentMs: 0 };
  const isFresh = suite === null;
  try {
    suite ??= await load(testFile);
  } catch (error) {
    const limit = determineHitLimitReached(namespace.hitCount, hitLimit);
    if (limit) return limit;
    if (mutant === null) throw error;
    // A mutant that prevents loading is killed.
    const failed = { ...shared, id: testFile, name: "load", failureMessage: String(error) };
    return { status: DryRunStatus.Complete, tests: [{ ...failed, status: TestStatus.Failed }] };
  }
  namespace.activeMutant = mutant ?? undefined;
  for (const test of suite.tests) {
    const id = `${testFile}: ${test.name}`;
    if (wanted && !wanted.has(id)) continue;
    namespace.currentTestId = id;
    const startedAt = performance.now();
    const error = await runTest(suite, test);
    const limit = determineHitLimitReached(namespace.hitCount, hitLimit);
    if (limit) return limit;
    const result = { ...shared, id, name: id, timeSpentMs: performance.now() - startedAt };
    if (error === null) results.push({ ...result, status: TestStatus.Success });
    else results.push({ ...result, status: TestStatus.Failed, failureMessage: String(error) });
    if (error !== null) await database?.disconnectOthers();
    if (error !== null && mutant !== null) {
      namespace.activeMutant = undefined;
      if (!isFresh && (await runTest(suite, test)) !== null) return "spoiled";
      break;
    }
  }
  const mutantCoverage = mutant === null ? namespace.mutantCoverage : undefined;
  return { status: DryRunStatus.Complete, tests: results, mutantCoverage };
}

async function end(): Promise<void> {
  namespace.activeMutant = undefined;
  await database?.close();
  for (const hook of suite?.after ?? []) await hook();
}

parentPort?.on("message", async (order: Order) => {
  if (order !== "end") parentPort?.postMessage(await run(order));
  else await end().finally(() => parentPort?.postMessage("ended" satisfies Reply));
});
