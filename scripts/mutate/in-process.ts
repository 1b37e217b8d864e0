// A StrykerJS test runner that keeps the test files loaded and reruns their tests for each mutant: milliseconds instead of
// a process per test file. Only for tests without lasting side effects, so not for tests with a database.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { StrykerOptions } from "@stryker-mutator/api/core";
import { commonTokens, declareClassPlugin, PluginKind, tokens } from "@stryker-mutator/api/plugin";
import {
  type DryRunOptions,
  type DryRunResult,
  type MutantRunOptions,
  type TestRunner,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import type { RunRequest } from "./in-process-worker.ts";

class InProcessRunner implements TestRunner {
  static inject = tokens(commonTokens.options);
  readonly #testFiles: readonly string[];
  #worker: Worker | null = null;

  constructor(options: StrykerOptions) {
    this.#testFiles = (options as { tap?: { testFiles?: string[] } }).tap?.testFiles ?? [];
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun(_options: DryRunOptions): Promise<DryRunResult> {
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
    return toMutantRunResult(await this.#run(order));
  }

  async dispose(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  async #run(order: Omit<RunRequest, "testFiles">): Promise<DryRunResult> {
    const worker = this.#worker ?? new Worker(new URL("./in-process-worker.ts", import.meta.url));
    this.#worker = worker;
    worker.postMessage({ ...order, testFiles: this.#testFiles } satisfies RunRequest);
    const [result] = await once(worker, "message");
    return result;
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "in-process", InProcessRunner)];
