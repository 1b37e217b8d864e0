// The browser tests as part of `npm test`. One spec by itself: `npx playwright test -c e2e setup`.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import test from "node:test";
import { FLAKY } from "../test/reporter.ts";
import type { Line } from "./lines.ts";

const cli = ["node_modules/playwright/cli.js", "test", "-c", "e2e"];
// One that fails is tried once more, in a new process of Playwright, and named as flaky if it passes then.
const args = [...cli, "--reporter", "./e2e/lines.ts", "--retries", "1"];

/** How many of the longest are listed. */
const LONGEST = 20;

test("browser tests", { timeout: 3_600_000 }, async (t) => {
  const took: Pick<Line, "name" | "ms">[] = [];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const code = new Promise((done) => child.once("exit", done));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("{")) {
      t.diagnostic(line);
      continue;
    }
    const { name, ms, error, flaky } = JSON.parse(line) as Line;
    took.push({ name, ms });
    if (flaky !== null) t.diagnostic(`${FLAKY}${name}: ${flaky}`);
    await t.test(name, () => {
      if (error) throw new Error(error);
    });
  }
  for (const { name, ms } of took.sort((a, b) => b.ms - a.ms).slice(0, LONGEST))
    t.diagnostic(`${(ms / 1_000).toFixed(0).padStart(4)} s  ${name}`);
  if ((await code) !== 0) throw new Error(`Playwright ended with ${await code}.`);
});
