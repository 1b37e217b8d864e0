// The browser tests as part of `npm test`. One spec by itself: `npx playwright test -c e2e setup`.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import test from "node:test";
import type { Line } from "./lines.ts";

const args = ["node_modules/playwright/cli.js", "test", "-c", "e2e", "--reporter", "./e2e/lines.ts"];

test("browser tests", { timeout: 3_600_000 }, async (t) => {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const code = new Promise((done) => child.once("exit", done));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("{")) {
      t.diagnostic(line);
      continue;
    }
    const { name, error } = JSON.parse(line) as Line;
    await t.test(name, () => {
      if (error) throw new Error(error);
    });
  }
  if ((await code) !== 0) throw new Error(`Playwright ended with ${await code}.`);
});
