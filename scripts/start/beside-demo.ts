// Commands beside a running `npm run demo`: they ask its database, its Telegram and its Google, not the real ones.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";

export const DEMO_DIR = ".data/demo";
const note = `${DEMO_DIR}/running.json`;
const Note = z.object({ pid: z.int(), settings: z.record(z.string(), z.string()) });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Tells commands that this process runs the demo. */
export function noteDemo(settings: Record<string, string>): void {
  mkdirSync(dirname(note), { recursive: true, mode: 0o700 });
  writeFileSync(note, JSON.stringify({ pid: process.pid, settings }), { mode: 0o600 });
}

export function forgetDemo(): void {
  rmSync(note, { force: true });
}

function runningDemo(): z.infer<typeof Note> | null {
  try {
    const demo = Note.parse(JSON.parse(readFileSync(note, "utf8")));
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
 * Takes the settings of the demo that runs. Not where the command has a database of its own, or the platform itself
 * runs: then that one is meant.
 * @throws Error if the demo's folder is asked for and no demo runs: its keys are made up, so Google knows none of them
 */
export function joinDemo(): void {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const { DATABASE_URL, DATA_DIR } = process.env;
  const asksDemo = DATA_DIR !== undefined && resolve(DATA_DIR) === resolve(DEMO_DIR);
  const demo = runningDemo();
  if (!demo && asksDemo && !process.env.GEMINI_BASE_URL)
    throw new Error(
      "The demo does not run, and Google knows none of its keys: start it with `npm run demo`.",
    );
  if (!demo || DATABASE_URL || (DATA_DIR && !asksDemo) || (!asksDemo && isServed(".data"))) return;
  for (const [name, value] of Object.entries(demo.settings)) process.env[name] ||= value;
  console.error(
    `This asks the running demo at ${demo.settings.GEMINI_BASE_URL}. To ask another, set DATA_DIR.`,
  );
}
