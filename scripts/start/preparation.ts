// The supervisor's side of prepare.ts.
import { fork } from "node:child_process";
import { Told } from "./environment.ts";

export interface Prepared {
  /** For /setup, where nobody can sign in yet. */
  setupCode: string | null;
  /** Tests the keys that are new, live. To be called when everything is up. */
  checkNewKeys(): void;
}

/** Migrates, imports and seeds. @throws Told where that failed: it has said why. */
export function prepare({ demo = false }: { demo?: boolean }, signal: AbortSignal): Promise<Prepared> {
  const child = fork(new URL("./prepare.ts", import.meta.url), demo ? ["--demo"] : [], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    signal,
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new Told()));
    child.once("message", ({ setupCode }: Pick<Prepared, "setupCode">) =>
      resolve({ setupCode, checkNewKeys: () => void child.send("up") }),
    );
  });
}
