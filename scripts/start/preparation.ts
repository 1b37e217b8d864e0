// Runs prepare.ts in a child process, for the supervisor.
import { fork } from "node:child_process";
import { PrintedError } from "./environment.ts";

export interface Prepared {
  /** For /setup; null if a user exists already. */
  setupCode: string | null;
  /** DATABASE_ROLES of whatever serves: off if the roles could not be prepared. */
  roles: "on" | "off";
  /** Checks the new keys against Gemini. Call it when everything is up. */
  checkNewKeys(): void;
}

/** Migrates, imports and seeds. @throws PrintedError if that failed. */
export function prepare(
  { demo = false, embedded }: { demo?: boolean; embedded: boolean },
  signal: AbortSignal,
): Promise<Prepared> {
  const args = [...(demo ? ["--demo"] : []), ...(embedded ? ["--embedded"] : [])];
  const child = fork(new URL("./prepare.ts", import.meta.url), args, {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    signal,
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new PrintedError()));
    child.once("message", (said: Omit<Prepared, "checkNewKeys">) =>
      resolve({ ...said, checkNewKeys: () => void child.send("up") }),
    );
  });
}
