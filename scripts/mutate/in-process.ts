// A StrykerJS test runner that keeps each test file loaded in a worker thread and reruns its tests for each mutant:
// milliseconds instead of a process per test file. Not for tests that start workers, or that need their rows of earlier tests.
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { StrykerOptions } from "@stryker-mutator/api/core";
import { commonTokens, declareClassPlugin, PluginKind, tokens } from "@stryker-mutator/api/plugin";
import {
  type CompleteDryRunResult,
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import type { Order, Reply, RunOrder } from "./in-process-worker.ts";

/** StrykerJS kills a runner that takes more than two seconds to end. */
const END_MS = 1_500;

class InProcessRunner implements TestRunner {
  static inject = tokens(commonTokens.options);
  readonly #testFiles: readonly string[];
  /** One per test file: the files change environment variables that the code under test reads once. */
  readonly #workers = new Map<string, Worker>();

  constructor(options: StrykerOptions) {
    this.#testFiles = (options as { tap?: { testFiles?: string[] } }).tap?.testFiles ?? [];
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun(): Promise<DryRunResult> {
    return this.#run({ mutant: null, whileLoading: false, tests: null });
  }

  async mutantRun(options: MutantRunOptions) {
    const { activeMutant, mutantActivation, testFilter, hitLimit, reloadEnvironment } = options;
    // A mutant in code that runs at module load must be active before the modules are loaded.
    if (reloadEnvironment) await this.dispose();
    const order = {
      mutant: activeMutant.id,
      whileLoading: mutantActivation === "static",
      tests: testFilter ?? null,
      hitLimit,
    };
    const result = await this.#run(order);
    if (reloadEnvironment || !hasPassed(result)) return toMutantRunResult(result);
    // Code that runs once per process, such as a cache, had run without the mutant: confirm the survivor in new threads.
    await this.dispose();
    return toMutantRunResult(await this.#run(order));
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#workers.values()].map(end));
    this.#workers.clear();
  }

  async #run(order: Omit<RunOrder, "testFile">): Promise<DryRunResult> {
    const all: CompleteDryRunResult = { status: DryRunStatus.Complete, tests: [] };
    const coverage = { static: {}, perTest: {} };
    for (const testFile of this.#testFiles) {
      const tests = order.tests?.filter((id) => id.startsWith(`${testFile}: `)) ?? null;
      if (tests?.length === 0) continue;
      const result = await this.#ask({ ...order, testFile, tests });
      if (result.status !== DryRunStatus.Complete) return result;
      all.tests.push(...result.tests);
      Object.assign(coverage.static, result.mutantCoverage?.static);
      Object.assign(coverage.perTest, result.mutantCoverage?.perTest);
      if (order.mutant !== null && !hasPassed(result)) break;
    }
    return order.mutant === null ? { ...all, mutantCoverage: coverage } : all;
  }

  async #ask(order: RunOrder): Promise<DryRunResult> {
    const worker =
      this.#workers.get(order.testFile) ?? new Worker(new URL("./in-process-worker.ts", import.meta.url));
    this.#workers.set(order.testFile, worker);
    worker.postMessage(order satisfies Order);
    const [result] = (await once(worker, "message")) as [Reply];
    if (result !== "spoiled" && result !== "ended") return result;
    await end(worker);
    this.#workers.delete(order.testFile);
    return this.#ask(order);
  }
}

const hasPassed = (result: DryRunResult) =>
  result.status === DryRunStatus.Complete && result.tests.every(({ status }) => status !== TestStatus.Failed);

async function end(worker: Worker): Promise<void> {
  worker.postMessage("end" satisfies Order);
  await Promise.race([once(worker, "message"), setTimeout(END_MS)]);
  await worker.terminate();
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "in-process", InProcessRunner)];
