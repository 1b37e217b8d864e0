// Commands beside `npm run demo`.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, beforeEach } from "node:test";
import {
  DEMO_DIR,
  forgetDemo,
  ignoreEnvFile,
  joinDemo,
  noteDemo,
  refuseDemoFolder,
  refusePlatformFolder,
} from "./beside-demo.ts";

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
  mkdirSync(DEMO_DIR, { recursive: true });
});

test("beside the demo a command asks its database and its Google", () => {
  noteDemo(DEMO_DIR, settings);
  joinDemo();
  assert.deepEqual([process.env.DATA_DIR, process.env.GEMINI_BASE_URL], [DEMO_DIR, address]);
});

test("a command with a database or a folder of its own asks that", () => {
  noteDemo(DEMO_DIR, settings);
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
  noteDemo(DEMO_DIR, settings);
  mkdirSync(".data/postgres", { recursive: true });
  writeFileSync(".data/postgres/postmaster.pid", `${process.pid}\n`);
  joinDemo();
  assert.equal(process.env.GEMINI_BASE_URL, undefined);
});

test("the demo's made-up keys are never sent to Google: without a demo its folder is refused", () => {
  noteDemo(DEMO_DIR, settings);
  forgetDemo(DEMO_DIR);
  joinDemo();
  assert.equal(process.env.DATA_DIR, undefined);
  process.env.DATA_DIR = DEMO_DIR;
  assert.throws(joinDemo, /The demo does not run/);
  assert.throws(() => refuseDemoFolder(DEMO_DIR), /keys and tokens are made up/);
  noteDemo(DEMO_DIR, settings);
  writeFileSync(join(DEMO_DIR, "running.json"), JSON.stringify({ pid: 2 ** 22 + 1, settings }));
  assert.throws(joinDemo, /The demo does not run/);
});

test("a demo in another folder is found there, and its folder is refused without it", () => {
  const folder = join(home, "shown");
  mkdirSync(folder);
  noteDemo(folder, { ...settings, DATA_DIR: folder });
  joinDemo();
  assert.equal(process.env.GEMINI_BASE_URL, undefined, "the usual folder is another");
  process.env.DATA_DIR = folder;
  joinDemo();
  assert.equal(process.env.GEMINI_BASE_URL, address);
  delete process.env.GEMINI_BASE_URL;
  writeFileSync(join(folder, "sandbox.state"), "");
  forgetDemo(folder);
  assert.throws(joinDemo, /The demo does not run/);
  assert.throws(() => refuseDemoFolder(folder), /keys and tokens are made up/);
});

test("the demo never takes the platform's database, nor what .env says for it", () => {
  mkdirSync(".data/postgres", { recursive: true });
  assert.throws(() => refusePlatformFolder(".data"), /is not the demo's/);
  refuseDemoFolder(".data");
  mkdirSync(join(DEMO_DIR, "postgres"), { recursive: true });
  refusePlatformFolder(DEMO_DIR);
  writeFileSync(".env", "DATABASE_URL=postgresql://localhost/own\nGEMINI_BASE_URL=https://own.example\n");
  process.env.GEMINI_BASE_URL = address;
  ignoreEnvFile();
  process.loadEnvFile(".env");
  assert.deepEqual([process.env.DATABASE_URL, process.env.GEMINI_BASE_URL], ["", address]);
  rmSync(".env");
});
