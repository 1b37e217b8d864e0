// Commands beside `npm run demo`.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, beforeEach } from "node:test";
import { DEMO_DIR, forgetDemo, joinDemo, noteDemo } from "./beside-demo.ts";

const home = mkdtempSync(join(tmpdir(), "demo-"));
process.chdir(home);
after(() => {
  process.chdir("/");
  rmSync(home, { recursive: true });
});
const names = ["DATABASE_URL", "DATA_DIR", "GEMINI_BASE_URL", "TELEGRAM_API_ROOT"];
const address = "http://127.0.0.1:3002";
const settings = { DATA_DIR: DEMO_DIR, GEMINI_BASE_URL: address, TELEGRAM_API_ROOT: address };

beforeEach(() => {
  for (const name of names) delete process.env[name];
  rmSync(join(home, ".data"), { recursive: true, force: true });
});

test("beside the demo a command asks its database and its Google", () => {
  noteDemo(settings);
  joinDemo();
  assert.deepEqual([process.env.DATA_DIR, process.env.GEMINI_BASE_URL], [DEMO_DIR, address]);
});

test("a command with a database or a folder of its own asks that", () => {
  noteDemo(settings);
  for (const [name, own] of [
    ["DATA_DIR", "/elsewhere"],
    ["DATABASE_URL", "postgresql://localhost/own"],
  ] as const) {
    process.env[name] = own;
    joinDemo();
    assert.equal(process.env.GEMINI_BASE_URL, undefined, name);
    delete process.env[name];
  }
});

test("where the platform itself runs, a command asks that", () => {
  noteDemo(settings);
  mkdirSync(".data/postgres", { recursive: true });
  writeFileSync(".data/postgres/postmaster.pid", `${process.pid}\n`);
  joinDemo();
  assert.equal(process.env.GEMINI_BASE_URL, undefined);
});

test("the demo's made-up keys are never sent to Google: without a demo its folder is refused", () => {
  noteDemo(settings);
  forgetDemo();
  joinDemo();
  assert.equal(process.env.DATA_DIR, undefined);
  process.env.DATA_DIR = DEMO_DIR;
  assert.throws(joinDemo, /The demo does not run/);
  noteDemo(settings);
  writeFileSync(join(DEMO_DIR, "running.json"), JSON.stringify({ pid: 2 ** 22 + 1, settings }));
  assert.throws(joinDemo, /The demo does not run/);
});
