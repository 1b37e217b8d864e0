// The demo's folder, and commands beside a running `npm run demo`: they ask its database, its Telegram and its Google, not the
// real ones.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { z } from "zod";

export const DEMO_DIR = ".data/demo";
/** Where the sandbox keeps its chats and bots. */
export const sandboxStateIn = (folder: string): string => join(folder, "sandbox.state");
const noteIn = (folder: string): string => join(folder, "running.json");
const Note = z.object({ pid: z.int(), settings: z.record(z.string(), z.string()) });

/** Whether a demo runs or ran there: its keys and tokens are made up. */
const isDemoFolder = (folder: string): boolean =>
  resolve(folder) === resolve(DEMO_DIR) ||
  [sandboxStateIn(folder), noteIn(folder)].some((file) => existsSync(file));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Tells commands that this process runs the demo of that folder. */
export function noteDemo(folder: string, settings: Record<string, string>): void {
  writeFileSync(noteIn(folder), JSON.stringify({ pid: process.pid, settings }), { mode: 0o600 });
}

export function forgetDemo(folder: string): void {
  rmSync(noteIn(folder), { force: true });
}

function runningDemo(folder: string): z.infer<typeof Note> | null {
  try {
    const demo = Note.parse(JSON.parse(readFileSync(noteIn(folder), "utf8")));
    return isAlive(demo.pid) ? demo : null;
  } catch {
    return null;
  }
}

/** Whether the database in the folder is being served. */
function isServed(folder: string): boolean {
  const file = join(folder, "postgres", "postmaster.pid");
  return existsSync(file) && isAlive(Number(readFileSync(file, "utf8").split("\n")[0]));
}

/**
 * Takes the settings of the demo that runs in DATA_DIR, or in its usual folder. Not where the command has a database of its own, or
 * the platform itself runs: then that one is meant.
 * @throws Error if a demo's folder is asked for and no demo runs there: its keys are made up, so Google knows none of them
 */
export function joinDemo(): void {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const { DATABASE_URL, DATA_DIR, GEMINI_BASE_URL } = process.env;
  const demo = runningDemo(DATA_DIR || DEMO_DIR);
  if (!demo && DATA_DIR && isDemoFolder(DATA_DIR) && !GEMINI_BASE_URL)
    throw new Error(
      "The demo does not run, and Google knows none of its keys: start it with `npm run demo`.",
    );
  if (!demo || DATABASE_URL || (!DATA_DIR && isServed(".data"))) return;
  for (const [name, value] of Object.entries(demo.settings)) process.env[name] ||= value;
  console.error(
    `This asks the running demo at ${demo.settings.GEMINI_BASE_URL}. To ask another, set DATA_DIR.`,
  );
}

/**
 * The platform itself would send the demo's made-up keys and tokens to Google and Telegram.
 * @throws Error with one sentence
 */
export function refuseDemoFolder(folder: string): void {
  if (isDemoFolder(folder) && !process.env.GEMINI_BASE_URL)
    throw new Error(
      `DATA_DIR ${folder} is the demo's, whose keys and tokens are made up. Start it with \`npm run demo\`, or set another folder.`,
    );
}

/**
 * The demo would show real bots' tokens and keys to a sandbox that knows none of them.
 * @throws Error with one sentence
 */
export function refusePlatformFolder(folder: string): void {
  if (existsSync(join(folder, "postgres")) && !isDemoFolder(folder))
    throw new Error(`DATA_DIR ${folder} is not the demo's. Set another folder, or none.`);
}

/** For the demo: .env is the platform's, whose database, tokens and keys no sandbox knows. An empty variable counts as unset. */
export function ignoreEnvFile(): void {
  const names = existsSync(".env") ? Object.keys(parseEnv(readFileSync(".env", "utf8"))) : [];
  for (const name of names) process.env[name] ??= "";
}
