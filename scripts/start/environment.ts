// The first step of every command: reads .env, checks the variables, generates missing secrets.
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Env, encryptionKeysIn, readEnv } from "#lib/env.ts";

const Secrets = z.object({
  ENCRYPTION_KEY: z.string().min(1),
  NEXTAUTH_SECRET: z.string().min(1),
  /** Password of the embedded database. */
  DATABASE_PASSWORD: z.string().min(1),
});
type Secrets = z.infer<typeof Secrets>;

/** A failure that has already been printed. */
export class PrintedError extends Error {}

/** Ends the command with the error's sentence, which names what is wrong and the variable or file. */
export function fail(error: unknown): never {
  if (!(error instanceof PrintedError)) console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

/** 32 random bytes as hex. */
export const makeKey = (): string => randomBytes(32).toString("hex");

/** Writes the secrets next to `file`, to be put in its place at once. */
function writeDraft(file: string, secrets: Secrets): string {
  const draft = `${file}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, JSON.stringify(secrets, null, 2), { mode: 0o600, flag: "wx", flush: true });
  return draft;
}

/** Creates the file atomically; with concurrent starts the first one's secrets win. */
function makeSecrets(file: string): void {
  const draft = writeDraft(file, {
    ENCRYPTION_KEY: makeKey(),
    NEXTAUTH_SECRET: makeKey(),
    DATABASE_PASSWORD: makeKey(),
  });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    renameSync(draft, file); // a disk without hard links
  } finally {
    rmSync(draft, { force: true });
  }
}

/** @throws Error with one sentence where the file is damaged. */
function parse(text: string, file: string): Secrets {
  try {
    return Secrets.parse(JSON.parse(text));
  } catch {
    throw new Error(
      `${file} is damaged: restore it from your backup, since stored tokens and keys can be decrypted only with it.`,
    );
  }
}

/**
 * Secrets generated once per DATA_DIR (created with mode 0700). Without the file, stored tokens and keys cannot be
 * decrypted.
 */
function storedSecrets(directory: string): Secrets {
  const file = join(directory, "secrets.json");
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) makeSecrets(file);
    return parse(readFileSync(file, "utf8"), file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") throw error;
    throw new Error(
      `DATA_DIR ${directory} is not writable by this user (${message}). Set DATA_DIR to another folder.`,
    );
  }
}

/** Replaces the list of encryption keys in DATA_DIR/secrets.json. */
export function editStoredKeys(directory: string, edit: (keys: string[]) => string[]): void {
  const file = join(directory, "secrets.json");
  const secrets = storedSecrets(directory);
  const keys = edit(encryptionKeysIn(secrets.ENCRYPTION_KEY)).join(",");
  const { uid, gid } = statSync(file);
  const draft = writeDraft(file, { ...secrets, ENCRYPTION_KEY: keys });
  if (process.getuid?.() === 0) chownSync(draft, uid, gid);
  renameSync(draft, file);
}

/** Puts the secrets of a backup into DATA_DIR/secrets.json; the embedded database keeps its password. */
export function replaceStoredSecrets(directory: string, kept: Omit<Secrets, "DATABASE_PASSWORD">): void {
  const file = join(directory, "secrets.json");
  const { DATABASE_PASSWORD } = storedSecrets(directory);
  const { uid, gid } = statSync(file);
  const draft = writeDraft(file, { ...kept, DATABASE_PASSWORD });
  if (process.getuid?.() === 0) chownSync(draft, uid, gid);
  renameSync(draft, file);
}

/**
 * Reads .env (variables that are already set win), checks every variable and adds the generated secrets to
 * process.env, so that this process and its children share one environment.
 * @throws Error with one sentence that names the variable.
 */
export function prepareEnvironment(): {
  env: Env;
  databasePassword: string;
  /** True if the encryption keys are those of DATA_DIR/secrets.json. */
  hasStoredKeys: boolean;
} {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const env = readEnv(process.env);
  const given = Boolean(env.ENCRYPTION_KEY && env.NEXTAUTH_SECRET);
  const secrets = storedSecrets(env.DATA_DIR);
  if (!given && process.env.NODE_ENV === "production") {
    const file = join(env.DATA_DIR, "secrets.json");
    console.warn(`ENCRYPTION_KEY or NEXTAUTH_SECRET is not set; using ${file}. Back it up, or set them.`);
  }
  process.env.ENCRYPTION_KEY ||= secrets.ENCRYPTION_KEY;
  process.env.NEXTAUTH_SECRET ||= secrets.NEXTAUTH_SECRET;
  process.env.NEXTAUTH_URL ||= env.PUBLIC_URL;
  return { env, databasePassword: secrets.DATABASE_PASSWORD, hasStoredKeys: !env.ENCRYPTION_KEY };
}
