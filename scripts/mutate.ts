// `npm run mutate -- PATH…`: mutation testing; shows the small code changes that no test detects.
import { randomInt } from "node:crypto";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import "#test/environment.ts";
import { dropLeftovers, startServer } from "#test/server.ts";
import { scoreLine } from "./mutate/sample.ts";

const USAGE = `Usage: npm run mutate -- PATH… [--tests GLOB]… [--sample SHARE [--seed SEED]] [--in-process]
  PATH    a file or folder of lib/ or bots/; lib/messages, tests and fixtures are left out
  --tests the test files to run; by default all in the same folder of lib/ or bots/, and lib/access.test.ts
  --sample test a random share of the mutants, such as 0.05; the same seed selects the same ones
  --in-process  keep the test files loaded: much faster, but not for tests that start workers or use rows of an earlier test`;
const MIN_SCORE = 80;

function usage(problem?: string): never {
  if (problem) console.error(problem);
  console.error(USAGE);
  process.exit(problem ? 2 : 0);
}

/** lib/keys/add.ts → tests in lib/keys/** and lib/access.test.ts; a file directly in lib/ → tests directly in lib/. */
function testsFor(path: string): string[] {
  const [house, room, ...rest] = path.split("/");
  if (!room) return [`${house}/**/*.test.ts`];
  const isRoom = rest.length > 0 || statSync(path).isDirectory();
  if (!isRoom) return [`${house}/*.test.ts`];
  return [`${house}/${room}/**/*.test.ts`, ...(house === "lib" ? ["lib/access.test.ts"] : [])];
}

const { values, positionals } = (() => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        tests: { type: "string", multiple: true },
        "in-process": { type: "boolean" },
        sample: { type: "string" },
        seed: { type: "string" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    return usage((error as Error).message);
  }
})();
if (values.help) usage();
const paths = positionals.map((path) => relative(".", path));
if (paths.length === 0) usage("Name a file or folder.");
for (const path of paths) {
  if (!/^(lib|bots)(\/|$)/.test(path)) usage(`${path} is not in lib/ or bots/.`);
  if (!existsSync(path)) usage(`${path} does not exist.`);
}
const { sample, seed = String(randomInt(1_000_000)) } = values;
if (sample && !(Number(sample) > 0 && Number(sample) <= 1)) usage(`--sample ${sample} is not a share.`);
// Pure tests first, then the deepest folders: they are fast and kill most mutants.
const cost = (path: string) =>
  readFileSync(path, "utf8").includes('"#test/') ? 100 - path.split("/").length : 0;
const testFiles = globSync(values.tests ?? paths.flatMap(testsFor)).sort((a, b) => cost(a) - cost(b));
if (testFiles.length === 0) usage("No test file matches.");

const server = await startServer();
process.env.TEST_SERVER_URL = server.url;
// Property tests run once per mutant, so use fewer random schedules.
process.env.ORACLE_RUNS ??= "200";
process.env.NEIGHBOUR_RUNS ??= "20";
process.env.ARRIVAL_RUNS ??= "20";
process.env.NODE_OPTIONS = `--import=${import.meta.resolve("./mutate/children.ts")}`;
if (sample) Object.assign(process.env, { MUTATE_SAMPLE: sample, MUTATE_SEED: seed });
// A test file killed at its first failure does not drop its database.
const sweep = setInterval(() => dropLeftovers(server.url).catch(() => {}), 5_000);
try {
  const results = await new Stryker({
    mutate: [
      ...paths.map((path) => (path.endsWith(".ts") ? path : `${path}/**/*.ts`)),
      "!**/*.test.ts",
      "!**/fixtures/**",
      "!lib/messages/**",
    ],
    ignorePatterns: [".next*", ".data", "app", "bench", "e2e", "test-results"],
    testRunner: values["in-process"] ? "in-process" : "tap",
    tap: { testFiles },
    plugins: [
      "@stryker-mutator/tap-runner",
      import.meta.resolve("./mutate/ignore.ts"),
      import.meta.resolve("./mutate/in-process.ts"),
      import.meta.resolve("./mutate/sample.ts"),
    ],
    ignorers: ["words"],
    checkers: sample ? ["sample"] : [],
    // The checker that samples takes one.
    concurrency: sample ? 3 : 2,
    // Under load a mutant in code that runs at module load waits for every test file to load.
    timeoutMS: values["in-process"] ? 20_000 : 10_000,
    disableTypeChecks: false,
    // None: ours needs no other paths in the copy, and Stryker would ask TypeScript 7 for an interface that it does not have.
    tsconfigFile: "none",
    reporters: ["clear-text", "progress"],
    clearTextReporter: { reportTests: false, skipFull: true },
    thresholds: { high: 90, low: MIN_SCORE, break: MIN_SCORE },
  }).runMutationTest();
  if (sample) console.log(scoreLine(results, seed));
} finally {
  clearInterval(sweep);
  await server.stop();
}
