// What every command needs first: .env read, variables checked, secrets there.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Env, readEnv } from "#lib/env.ts";

interface Secrets {
  ENCRYPTION_KEY: string;
  NEXTAUTH_SECRET: string;
  /** Password of the embedded database. */
  DATABASE_PASSWORD: string;
}

/** Something failed, and has said so itself. */
export class Told extends Error {}

/** Ends the command with one sentence: what is wrong, and which variable or file it is about. */
export function fail(error: unknown): never {
  if (!(error instanceof Told)) console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

/** Secrets made once per DATA_DIR. Losing the file makes stored tokens and keys unreadable. */
function storedSecrets(directory: string): Secrets {
  const file = join(directory, "secrets.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Secrets;
  const made = (): string => randomBytes(32).toString("hex");
  const secrets: Secrets = { ENCRYPTION_KEY: made(), NEXTAUTH_SECRET: made(), DATABASE_PASSWORD: made() };
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600, flag: "wx" });
  return secrets;
}

/**
 * Reads .env (what is set already wins), checks every variable and completes process.env with the
 * generated secrets, so that this process and its children see one environment.
 * @throws Error with one sentence that names the variable.
 */
export function prepareEnvironment(): { env: Env; databasePassword: string } {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const env = readEnv(process.env);
  const given = Boolean(env.ENCRYPTION_KEY && env.NEXTAUTH_SECRET);
  const secrets = storedSecrets(env.DATA_DIR);
  if (!given && process.env.NODE_ENV === "production") {
    const file = join(env.DATA_DIR, "secrets.json");
    console.warn(`ENCRYPTION_KEY or NEXTAUTH_SECRET is not set: using ${file}. Back it up, or set them.`);
  }
  process.env.ENCRYPTION_KEY ||= secrets.ENCRYPTION_KEY;
  process.env.NEXTAUTH_SECRET ||= secrets.NEXTAUTH_SECRET;
  process.env.NEXTAUTH_URL ||= env.PUBLIC_URL;
  return { env, databasePassword: secrets.DATABASE_PASSWORD };
}
