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
}

let current: Suite | null = null;

/** Collects the tests and hooks that a file declares while it is imported. */
export async function collect(file: string, load: () => Promise<unknown>): Promise<Suite> {
  const suite: Suite = { file, tests: [], before: [], beforeEach: [], afterEach: [] };
  current = suite;
  await load();
  current = null;
  return suite;
}

function suite(): Suite {
  if (!current) throw new Error("A test was declared after its test file was loaded.");
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
/** Ignored: the worker thread is terminated as a whole. */
export const after = () => {};
export const { mock } = process.getBuiltinModule("node:test");
