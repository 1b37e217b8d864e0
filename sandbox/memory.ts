// Keeps the sandbox's state in a file, since the database of a demo outlives the process: otherwise a deleted bot is back,
// and a chat that was linked is gone, while the platform knows better.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import type { Sandbox } from "./sandbox.ts";

/** To be raised with a change of what is kept: a file of another version is left unread. */
const VERSION = 2;
const SAVE_MS = 1_000;

const keptOf = ({ telegram, gemini }: Sandbox) => ({
  version: VERSION,
  telegram: telegram.kept(),
  gemini: gemini.kept(),
});

/** @returns false: there is no such file, or it cannot be used */
export function recall(sandbox: Sandbox, file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    const kept: ReturnType<typeof keptOf> = deserialize(readFileSync(file));
    if (kept.version !== VERSION) return false;
    sandbox.telegram.recall(kept.telegram);
    sandbox.gemini.recall(kept.gemini);
    return true;
  } catch (error) {
    console.error(`${file} is damaged (${(error as Error).message}): the sandbox begins anew.`);
    sandbox.telegram.reset();
    sandbox.gemini.reset();
    return false;
  }
}

function save(sandbox: Sandbox, file: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, serialize(keptOf(sandbox)), { mode: 0o600 });
  renameSync(draft, file);
}

/** Saves soon after each change. @returns saves now, before the process ends */
export function keepIn(sandbox: Sandbox, file: string): () => void {
  let changed = true;
  sandbox.events.listen(() => {
    changed = true;
  });
  const saveNow = () => {
    try {
      save(sandbox, file);
    } catch (error) {
      console.error(`The sandbox could not be kept: ${(error as Error).message}`);
    }
  };
  setInterval(() => {
    if (changed) saveNow();
    changed = false;
  }, SAVE_MS).unref();
  return saveNow;
}
