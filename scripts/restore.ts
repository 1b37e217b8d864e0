// `npm run restore`: puts a backup into an empty installation.
import { mkdtempSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { type Env, encryptionKeysIn } from "#lib/env.ts";
import { workerAlive } from "#lib/worker-alive.ts";
import { backupsIn, everyBackupIn } from "./backup/kept.ts";
import { passphraseFor } from "./backup/passphrase.ts";
import { placeFor } from "./backup/places.ts";
import type { BackupHead } from "./backup/read.ts";
import { isEncrypted, readBackup } from "./backup/read.ts";
import { requireEmpty, requireKnown, restoreInto } from "./backup/restore.ts";
import { directAddress } from "./database/direct-address.ts";
import { bareCommand, printUsage } from "./start/command.ts";
import { type Database, prepareDatabase } from "./start/database.ts";
import { replaceStoredSecrets } from "./start/environment.ts";

const usage = `Usage: npm run restore -- FILE [--check]
       npm run restore -- latest [--from FOLDER | --from s3://BUCKET/PREFIX] [--check]
  Puts a backup into an installation in which nothing is yet, and migrates it. The platform must not run.
  latest   the newest one of BACKUP_TO, or of --from
  --check  only decrypts it and reads it to its end
  BACKUP_PASSPHRASE opens it; on a terminal it is asked for.`;

const options = {
  from: { type: "string" },
  check: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) printUsage(usage);
    const [file, ...more] = positionals;
    if (!file || more.length > 0) throw new Error("Name one file, or latest.");
    return { ...values, file };
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return process.exit(2);
  }
}

const { file: asked, from, check } = readArguments();

/** @param folder for a copy of what is far away */
async function find(env: Env, folder: string): Promise<string> {
  if (asked !== "latest") {
    if (!asked.startsWith("s3:"))
      return placeFor(env, dirname(resolve(asked))).fetch(basename(asked), folder);
    return placeFor(env, dirname(asked)).fetch(basename(asked), folder);
  }
  const place = placeFor(env, from);
  const [[latest], [newest]] = [await everyBackupIn(place), await backupsIn(place)];
  if (!latest) throw new Error(`There is no backup in ${place.name}.`);
  if (latest.name !== newest?.name)
    throw new Error(
      `By this machine's clock ${latest.name} is of the future. Set the clock, or name the backup to restore.`,
    );
  return place.fetch(newest.name, folder);
}

/** @throws Error with one sentence if somebody uses it */
async function requireUnused(client: pg.Client, database: Database): Promise<void> {
  const stop = "Nothing was restored: BotFactory runs on this database. Stop it first.";
  if (!(await database.own())) throw new Error(stop);
  const { rows: there } = await client.query(`SELECT to_regclass('"Worker"') AS "table"`);
  if (!there[0]?.table) return;
  const { rows } = await client.query(`SELECT 1 FROM "Worker" AS w WHERE ${workerAlive}`);
  if (rows.length > 0) throw new Error(stop);
}

/**
 * The encryption key that the restored installation will use. @throws Error if ENCRYPTION_KEY is set to others: it would
 * win over the stored one, and open nothing
 */
function keyFor({ secrets }: BackupHead, env: Env): string {
  const given = env.ENCRYPTION_KEY;
  if (!secrets) return process.env.ENCRYPTION_KEY ?? "";
  if (!given) return secrets.ENCRYPTION_KEY;
  const missing = encryptionKeysIn(secrets.ENCRYPTION_KEY).filter(
    (key) => !encryptionKeysIn(given).includes(key),
  );
  if (missing.length === 0) return given;
  throw new Error(
    "Nothing was restored: ENCRYPTION_KEY is set here to another key. Remove it from .env: the backup brings its own.",
  );
}

async function restore(file: string, passphrase: string | null, env: Env, database: Database): Promise<void> {
  const url = directAddress();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await requireUnused(client, database);
    await requireEmpty(client);
  } finally {
    await client.end();
  }
  // Read to its end before anything is changed.
  const head = await readBackup(file, passphrase);
  requireKnown(head.manifest);
  const key = keyFor(head, env);
  if (head.secrets) replaceStoredSecrets(env.DATA_DIR, head.secrets);
  process.env.ENCRYPTION_KEY = key;
  const { rows, leftOut } = await restoreInto(
    { url, key: env.DATABASE_ROLES === "on" ? key : null },
    file,
    passphrase,
    head,
  );
  // Migrations that are newer than the backup.
  await prepareDatabase(null);
  if (leftOut.length > 0)
    console.warn(`Left out, since BotFactory has no such tables or columns: ${leftOut.join(", ")}.`);
  console.log(`Restored ${rows} rows of ${head.manifest.createdAt}. Start it with npm start.`);
}

await bareCommand(async ({ env, database }) => {
  const folder = mkdtempSync(join(env.DATA_DIR, "restore-"));
  try {
    const file = await find(env, folder);
    const passphrase = (await isEncrypted(file))
      ? await passphraseFor(env.BACKUP_PASSPHRASE, { todo: "set it to the passphrase of the backup." })
      : null;
    if (check) {
      const { manifest, rows } = await readBackup(file, passphrase);
      const count = Object.values(rows).reduce((sum, each) => sum + each, 0);
      console.log(
        `${file} is whole: ${count} rows of ${manifest.createdAt}, by version ${manifest.program}.`,
      );
    } else await restore(file, passphrase, env, database);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
