import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test from "node:test";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

test("the process prints one line when ready, seeds the demo, and ends on SIGTERM even with a poll open", async () => {
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

interface State {
  telegram: {
    bots: { username: string; chats: { id: number; shut: string | null; lastMessageId: number }[] }[];
  };
  gemini: { keys: { key: string; state: string }[]; models: { name: string; state: string }[] };
}

test("with a state file the next process goes on where this one ended: bots, chats, blocks, keys and models", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  t.after(() => rmSync(folder, { recursive: true }));
  async function run<T>(
    work: (control: (path: string, method?: string, body?: unknown) => Promise<T>) => Promise<T>,
  ) {
    const args = [main, "--demo", "--state", join(folder, "state")];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const exited = new Promise((done) => child.once("exit", done));
    const url = await new Promise<string>((done) =>
      createInterface({ input: child.stdout }).on("line", (line) => done(line.replace(/^sandbox /, ""))),
    );
    const result = await work(async (path, method = "GET", body) => {
      const response = await fetch(`${url}/control/${path}`, {
        method,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      assert.ok(response.ok, await response.clone().text());
      return (await response.json()) as T;
    });
    child.kill("SIGTERM");
    await exited;
    return result;
  }
  const first = await run<State & { update_id: number }>(async (control) => {
    await control("telegram/bots/ingliz_demo_bot", "DELETE");
    const chat = { bot: "ustoz_demo_bot", chat: { id: 5001 } };
    await control("telegram/block", "POST", chat);
    await control("gemini/keys", "PUT", { "AQ.sandbox-demo-key-four-beta-000000000000004": null });
    await control("gemini/models", "PUT", { "gemini-2.5-pro": { state: "overloaded" } });
    const { update_id } = await control("telegram/messages", "POST", {
      ...chat,
      chat: { id: 5002 },
      text: "Salom",
    });
    return { ...(await control("state")), update_id };
  });
  const second = await run<State & { update_id: number }>(async (control) => {
    const state = await control("state");
    const message = { bot: "ustoz_demo_bot", chat: { id: 5002 }, text: "Yana" };
    const { update_id } = await control("telegram/messages", "POST", message);
    return { ...state, update_id };
  });
  const shape = ({ telegram, gemini }: State) => [
    telegram.bots.map(({ username, chats }) => [username, chats]),
    gemini.keys,
    gemini.models,
  ];
  assert.deepEqual(shape(second), shape(first));
  assert.deepEqual(
    second.telegram.bots[0]?.chats.map(({ id, shut }) => [id, shut]),
    [
      [5001, "blocked"],
      [5002, null],
    ],
  );
  assert.ok(second.update_id > first.update_id, "a bot never meets an update id again");
});
