// `npm test`: all test files, in an order that keeps the cores busy to the end; or those that are named as arguments.
import { globSync } from "node:fs";
import { relative } from "node:path";
import { type RunOptions, run } from "node:test";
import { RunResults, reporting } from "./reporter.ts";
import { makeScratchInMemory } from "./scratch.ts";

/** The browser tests are most of the work, so they begin first, and other files run beside them. */
const first = "e2e/playwright.test.ts";
/** Then those that wait most. Short ones at the end fill the gaps. */
const then = /^(faults|bots|scripts)\//;
const AT_ONCE = 4;
/** As many files with failures are tried again: of more, it is not chance. */
const TRIED_AGAIN = 2;
/** Of a file; the browser tests have their own. */
const TIMEOUT_MS = 900_000;

const asked = process.argv.slice(2);
const patterns =
  asked.length > 0 ? asked : ["{app,bench,bots,e2e,faults,lib,sandbox,scripts,test}/**/*.test.ts"];
const turnOf = (file: string): number => (file === first ? 0 : then.test(file) ? 1 : 2);
const files = globSync(patterns)
  .sort()
  .sort((a, b) => turnOf(a) - turnOf(b));

// The faults in their brief form, as `faults/form.ts` says, unless they are asked for by name.
if (asked.length === 0) process.env.FAULTS ??= "brief";

const memory = process.env.TMPDIR ? null : makeScratchInMemory();
if (memory) process.env.TMPDIR = memory;

// Node knows `globalSetupPath`; its types do not yet.
const options: RunOptions & { globalSetupPath: string } = {
  concurrency: AT_ONCE,
  timeout: TIMEOUT_MS,
  // Prisma's WebAssembly is not optimised: that takes 0.4 s of processor time, and a file ends before it pays.
  execArgv: ["--disable-warning=ExperimentalWarning", "--liftoff-only"],
  globalSetupPath: "test/global-setup.ts",
};

async function resultsOf(files: string[]): Promise<RunResults> {
  const results = new RunResults();
  for await (const text of run({ ...options, files }).compose(reporting(results))) process.stdout.write(text);
  return results;
}

const results = await resultsOf(files);
// The browser tests have tried again by themselves.
const failed = new Set(results.failed.map(({ file }) => relative(process.cwd(), file)));
if (failed.size > 0 && failed.size <= TRIED_AGAIN && !failed.has(first)) {
  process.stdout.write(`\nOnce more, by themselves: ${[...failed].join(", ")}\n`);
  const again = await resultsOf([...failed]);
  if (again.isGreen) results.passedAgain();
}
process.stdout.write(results.summary());
if (!results.isGreen) process.exitCode = 1;
