// The passphrase of a backup: from BACKUP_PASSPHRASE, or asked of whoever sits at the terminal.
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

async function ask(question: string): Promise<string> {
  // What is typed is not shown, from before the question on.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  const typed = await asking.question("");
  asking.close();
  process.stderr.write("\n");
  return typed;
}

interface Asked {
  /** What to do without the variable and a terminal. */
  todo: string;
  /** Typed twice: nobody could open a backup made with a slip of the finger. */
  isNew?: boolean;
}

/** @throws Error if there is neither the variable nor a terminal, or two different ones were typed */
export async function passphraseFor(
  given: string | undefined,
  { todo, isNew = false }: Asked,
): Promise<string> {
  if (given) return given;
  if (!process.stdin.isTTY) throw new Error(`BACKUP_PASSPHRASE is not set: ${todo}`);
  const typed = await ask("Passphrase of the backup: ");
  if (isNew && (await ask("Once more: ")) !== typed)
    throw new Error("These are two different passphrases. Nothing was backed up.");
  return typed;
}
