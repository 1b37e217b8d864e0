// Orders to the process that makes a platform's database anew (anew.ts).
import { type ChildProcess, fork } from "node:child_process";
import type { AnewDone, AnewOrder, Beginning } from "./anew.ts";

export class Anew {
  readonly #child: ChildProcess;

  /** @param env the platform's variables */
  constructor(env: Record<string, string>) {
    this.#child = fork(new URL("./anew.ts", import.meta.url), {
      env: { ...process.env, ...env, LOG_LEVEL: "error" },
      execArgv: ["--disable-warning=ExperimentalWarning", "--liftoff-only"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
  }

  /** Nothing is left in the database but what the running processes keep there of themselves. */
  async empty(): Promise<void> {
    await this.#order({ beginning: null });
  }

  /** @returns the code for /setup as a start prints it; null: there is an admin */
  begin(beginning: Beginning): Promise<string | null> {
    return this.#order({ beginning });
  }

  end(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  /** @throws Error with what the process says */
  async #order(order: AnewOrder): Promise<string | null> {
    const child = this.#child;
    const { promise, resolve, reject } = Promise.withResolvers<AnewDone>();
    const onExit = (code: number | null) => reject(new Error(`e2e/anew.ts ended (${code}).`));
    child.once("message", resolve);
    child.once("exit", onExit);
    child.send(order);
    const { setupCode, error } = await promise.finally(() => {
      child.off("message", resolve);
      child.off("exit", onExit);
    });
    if (error !== null) throw new Error(`A platform could not begin anew: ${error}`);
    return setupCode;
  }
}
