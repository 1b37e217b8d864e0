// `npm test`: all test files, in an order that keeps the cores busy to the end; or those that are named as arguments.
import { globSync } from "node:fs";
import { type RunOptions, run } from "node:test";
import report from "./reporter.ts";
import { makeScratchInMemory } from "./scratch.ts";

/** The browser tests are most of the work, so they begin first, and other files run beside them. */
const first = "e2e/playwright.test.ts";
/** Then those that wait most. Short ones at the end fill the gaps. */
const then = /^(faults|bots|scripts)\//;
const AT_ONCE = 4;
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
  files,
  concurrency: AT_ONCE,
  timeout: TIMEOUT_MS,
  // Prisma's WebAssembly is not optimised: that takes 0.4 s of processor time, and a file ends before it pays.
  execArgv: ["--disable-warning=ExperimentalWarning", "--liftoff-only"],
  globalSetupPath: "test/global-setup.ts",
};
run(options).compose(report).pipe(process.stdout);
