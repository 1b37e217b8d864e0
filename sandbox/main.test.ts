import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import test from "node:test";
import { fileURLToPath } from "node:url";

test("the process prints one line when ready, seeds the demo, and ends on SIGTERM even with a poll open", async () => {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, [main, "--demo"], { stdio: ["ignore", "pipe", "ignore"] });
  const exited = new Promise<number | null>((done) => child.once("exit", done));
  const lines: string[] = [];
  const url = await new Promise<string>((done) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      done(line.replace(/^sandbox /, ""));
    });
  });
  const state = (await (await fetch(`${url}/control/state`)).json()) as {
    telegram: { bots: { token: string }[] };
    gemini: { keys: { state: string }[] };
  };
  assert.equal(state.telegram.bots.length, 3);
  assert.deepEqual(state.gemini.keys.map(({ state }) => state).sort(), ["leaked", "ok", "ok", "ok", "ok"]);
  assert.match(await (await fetch(url)).text(), /<title>Sandbox/);
  assert.equal((await fetch(`${url}/page/main.js`)).status, 200);
  assert.equal((await fetch(`${url}/page/..%2fmain.ts`)).status, 404);
  const poll = fetch(`${url}/bot${state.telegram.bots[0]!.token}/getUpdates?timeout=50`);
  child.kill("SIGTERM");
  await assert.rejects(poll);
  assert.equal(await exited, 0);
  assert.match(lines.join("\n"), /^sandbox http:\/\/127\.0\.0\.1:\d+$/);
});
