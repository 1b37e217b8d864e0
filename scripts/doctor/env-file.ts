// Checks of .env: what a reader of the file sees is not always what the program gets.
import { readFileSync } from "node:fs";
import { type Finding, note } from "./finding.ts";

/** A value without quotes ends at a #, and only a # after a space looks like a comment. Of a passphrase each is suspicious. */
const CUT = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=[ \t]*(?!["'`])([^#\n]*)#/;

/** @returns null: there is no such file, or nothing is wrong with it. No value is told. */
export function checkEnvFile(file = ".env"): Finding | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return null;
  }
  const names = text.split("\n").flatMap((line) => {
    const [, name = "", before = ""] = CUT.exec(line) ?? [];
    return name && (/\S$/.test(before) || (before.trim() && name === "BACKUP_PASSPHRASE")) ? [name] : [];
  });
  if (names.length === 0) return null;
  return note(
    "Variables",
    `in ${file} the value of ${names.join(", ")} ends before its #, since it has no quotes`,
    `Put it in quotes: ${names[0]}="…".`,
  );
}
