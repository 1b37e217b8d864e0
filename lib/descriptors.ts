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
