// `npm run backup`: the database and the secrets in one encrypted file, while the platform runs.
import { parseArgs } from "node:util";
import type { Env } from "#lib/env.ts";
import { backupName, backupsIn, keepNewest } from "./backup/kept.ts";
import { requireOwnSecrets } from "./backup/own-secrets.ts";
import { passphraseFor } from "./backup/passphrase.ts";
import { type BackupPlace, placeFor } from "./backup/places.ts";
import { saveBackup } from "./backup/save.ts";
import { directAddress } from "./database/direct-address.ts";
import { bareCommand, printUsage } from "./start/command.ts";

const usage = `Usage: npm run backup -- [--to FOLDER | --to s3://BUCKET/PREFIX] [--json]
  Writes the database and the secrets into one file, encrypted with BACKUP_PASSPHRASE, and reads it back to its end where it
  lies (BACKUP_CHECK=off does not). The platform may run.
  --to      instead of BACKUP_TO; without both, DATA_DIR/backups
  --if-due  only if the newest one is older than BACKUP_EVERY hours; keeps BACKUP_KEEP of them (npm start does this)
  Restore it with npm run restore. The file is in the age format: without BotFactory, age -d FILE | tar xz opens it.`;

const options = {
  to: { type: "string" },
  "if-due": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function readArguments() {
  try {
    const { values } = parseArgs({ options });
    if (values.help) printUsage(usage);
    return values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return process.exit(2);
  }
}

const { to, json, "if-due": ifDue } = readArguments();
const HOUR_MS = 3_600_000;

/** Whoever started this learns when the next one is due. */
async function dueAt(place: BackupPlace, { BACKUP_EVERY = 24 }: Env): Promise<number> {
  const [newest] = await backupsIn(place);
  return newest ? newest.at.getTime() + BACKUP_EVERY * HOUR_MS : 0;
}

/** Tells whoever started this that bytes move. */
const TELL_MS = 5_000;
function telling(): () => void {
  let told = 0;
  return () => {
    if (!process.connected || Date.now() - told < TELL_MS) return;
    told = Date.now();
    process.send?.({ moves: true });
  };
}

async function backUp(place: BackupPlace, env: Env): Promise<void> {
  const passphrase = await passphraseFor(env.BACKUP_PASSPHRASE, {
    todo: "set it to at least 12 characters, and keep it elsewhere.",
    isNew: true,
  });
  if (passphrase.length < 12) throw new Error("The passphrase needs at least 12 characters.");
  const { ENCRYPTION_KEY = "", NEXTAUTH_SECRET = "" } = process.env;
  const name = backupName(new Date());
  const secrets = { ENCRYPTION_KEY, NEXTAUTH_SECRET };
  const url = directAddress();
  const warning = await requireOwnSecrets(url);
  if (warning) console.warn(warning);
  const check = env.BACKUP_CHECK === "on";
  const source = { url, sealing: { passphrase, secrets } };
  const { rows: each, unchecked } = await saveBackup(place, name, source, { check, onMove: telling() });
  const [tables, rows] = [
    Object.keys(each).length,
    Object.values(each).reduce((sum, count) => sum + count, 0),
  ];
  const removed = ifDue ? await keepNewest(place, env.BACKUP_KEEP) : [];
  if (json)
    console.log(
      JSON.stringify({ place: place.name, name, tables, rows, checked: unchecked === null, removed }),
    );
  else
    console.log(
      `Backed up ${rows} rows of ${tables} tables to ${place.name}/${name}${unchecked === null ? ", and checked it there" : ""}`,
    );
  if (check && unchecked !== null)
    console.warn(
      `It could not be read back from there (${unchecked}). A login that may only write needs BACKUP_CHECK=off.`,
    );
}

await bareCommand(async ({ env }) => {
  const place = placeFor(env, to);
  if (!ifDue || (await dueAt(place, env)) <= Date.now()) await backUp(place, env);
  if (ifDue) process.send?.({ dueAt: await dueAt(place, env) });
  return 0;
});
