// What every command needs first: .env read, variables checked, secrets there.
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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

/** Another start may be making it: it is there whole or not at all, and only the first one's stays. */
function makeSecrets(file: string): void {
  const made = (): string => randomBytes(32).toString("hex");
  const secrets: Secrets = { ENCRYPTION_KEY: made(), NEXTAUTH_SECRET: made(), DATABASE_PASSWORD: made() };
  const draft = `${file}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, JSON.stringify(secrets, null, 2), { mode: 0o600, flag: "wx", flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    renameSync(draft, file); // a disk without hard links
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Secrets made once per DATA_DIR, which is private where we make it. Losing the file makes stored tokens and keys
 * unreadable.
 */
function storedSecrets(directory: string): Secrets {
  const file = join(directory, "secrets.json");
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) makeSecrets(file);
    return JSON.parse(readFileSync(file, "utf8")) as Secrets;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") throw error;
    throw new Error(`DATA_DIR ${directory} is not usable by this user: ${message}.`);
  }
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
