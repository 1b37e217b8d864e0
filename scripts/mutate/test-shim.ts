// Replaces node:test in in-process-worker.ts: collects the tests instead of running them.
import type { TestContext } from "node:test";

type Body = (t: TestContext) => unknown;

/** Tests and hooks of one test file. */
export interface Suite {
  readonly file: string;
  readonly tests: { readonly name: string; readonly run: Body }[];
  readonly before: (() => unknown)[];
  readonly beforeEach: (() => unknown)[];
  readonly afterEach: (() => unknown)[];
  /** Run once, when the worker thread ends. */
  readonly after: (() => unknown)[];
}

let current: Suite | null = null;

/** Collects the tests and hooks that a file declares; one file per worker thread. */
export async function collect(file: string, load: () => Promise<unknown>): Promise<Suite> {
  current = { file, tests: [], before: [], beforeEach: [], afterEach: [], after: [] };
  await load();
  return current;
}

function suite(): Suite {
  if (!current) throw new Error("No test file is being loaded.");
  return current;
}

export default function test(name: string, ...rest: [Body] | [{ skip?: boolean }, Body]): void {
  const run = rest.length === 1 ? rest[0] : rest[1];
  if (rest.length === 2 && rest[0].skip) return;
  suite().tests.push({ name, run });
}
export { test };

export const before = (hook: () => unknown) => void suite().before.push(hook);
export const beforeEach = (hook: () => unknown) => void suite().beforeEach.push(hook);
export const afterEach = (hook: () => unknown) => void suite().afterEach.push(hook);
export const after = (hook: () => unknown) => void suite().after.push(hook);
export const { mock } = process.getBuiltinModule("node:test");
