// The passphrase of a backup: from BACKUP_PASSPHRASE, or asked of whoever sits at the terminal.
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** @throws Error if there is neither the variable nor a terminal */
export async function passphraseFor(given: string | undefined, todo: string): Promise<string> {
  if (given) return given;
  if (!process.stdin.isTTY) throw new Error(`BACKUP_PASSPHRASE is not set: ${todo}`);
  process.stderr.write("Passphrase of the backup: ");
  // What is typed is not shown.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const typed = await asking.question("");
  asking.close();
  process.stderr.write("\n");
  return typed;
}
