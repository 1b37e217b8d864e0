// File descriptors: without a free one, no connection can be opened, and nobody else is to blame for that.
import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";

/** An answer needs a few: Gemini, Telegram, perhaps the database. */
const NEEDED = 8;

/** Whether this process, and the machine, may open some more files. Tries it. */
export function hasDescriptors(): boolean {
  const open: number[] = [];
  try {
    while (open.length < NEEDED) open.push(openSync(devNull, "r"));
    return true;
  } catch {
    return false;
  } finally {
    for (const each of open) closeSync(each);
  }
}

const LATELY_MS = 100;
let lately = { at: Number.NEGATIVE_INFINITY, has: true };

/** The same as it was at most 100 ms ago, for what is asked for each message: a try takes sixteen system calls. */
export function hadDescriptors(): boolean {
  const at = performance.now();
  if (at - lately.at > LATELY_MS) lately = { at, has: hasDescriptors() };
  return lately.has;
}
