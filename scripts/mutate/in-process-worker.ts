// Worker thread of in-process.ts: imports the test files once, then runs the requested tests with one mutant active.
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
import type { Suite } from "./test-shim.ts";

/** A request to run tests. */
export interface RunRequest {
  readonly testFiles: readonly string[];
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
let suites: Suite[] | null = null;
let stray: unknown = null;
process.on("uncaughtException", (error) => {
  stray = error;
});

async function load(testFiles: readonly string[]): Promise<Suite[]> {
  const loaded: Suite[] = [];
  for (const file of testFiles) {
    const suite = await collect(file, () => import(pathToFileURL(resolve(file)).href));
    for (const hook of suite.before) await hook();
    loaded.push(suite);
  }
  return loaded;
}

/** Runs one test. @returns the error, or null if it passed */
async function runTest(suite: Suite, { run, name }: Suite["tests"][number]): Promise<unknown> {
  const cleanup: (() => unknown)[] = [];
  const context = { name, mock, after: (hook: () => unknown) => void cleanup.push(hook) };
  try {
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

async function run({ testFiles, mutant, whileLoading, tests, hitLimit }: RunRequest): Promise<DryRunResult> {
  stray = null;
  namespace.activeMutant = (whileLoading && mutant) || undefined;
  namespace.hitCount = 0;
  namespace.hitLimit = hitLimit;
  const wanted = tests && new Set(tests);
  const results: TestResult[] = [];
  try {
    suites ??= await load(testFiles);
  } catch (error) {
    const limit = determineHitLimitReached(namespace.hitCount, hitLimit);
    if (limit) return limit;
    if (mutant === null) throw error;
    // A mutant that prevents loading is killed.
    const failed = { id: testFiles[0] ?? "", name: "load", timeSpentMs: 0, failureMessage: String(error) };
    return { status: DryRunStatus.Complete, tests: [{ ...failed, status: TestStatus.Failed }] };
  }
  namespace.activeMutant = mutant ?? undefined;
  for (const suite of suites) {
    for (const test of suite.tests) {
      const id = `${suite.file}: ${test.name}`;
      if (wanted && !wanted.has(id)) continue;
      namespace.currentTestId = id;
      const startedAt = performance.now();
      const error = await runTest(suite, test);
      const limit = determineHitLimitReached(namespace.hitCount, hitLimit);
      if (limit) return limit;
      const shared = {
        id,
        name: id,
        fileName: resolve(suite.file),
        timeSpentMs: performance.now() - startedAt,
      };
      if (error === null) results.push({ ...shared, status: TestStatus.Success });
      else results.push({ ...shared, status: TestStatus.Failed, failureMessage: String(error) });
      if (error !== null && mutant !== null) break;
    }
    if (mutant !== null && results.at(-1)?.status === TestStatus.Failed) break;
  }
  const mutantCoverage = mutant === null ? namespace.mutantCoverage : undefined;
  return { status: DryRunStatus.Complete, tests: results, mutantCoverage };
}

parentPort?.on("message", async (order: RunRequest) => parentPort?.postMessage(await run(order)));
