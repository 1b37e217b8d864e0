// `npm run backup`: the database and the secrets in one encrypted file, while the platform runs.
import { parseArgs } from "node:util";
import type { Env } from "#lib/env.ts";
import { backupName, backupsIn, keepNewest } from "./backup/kept.ts";
import { passphraseFor } from "./backup/passphrase.ts";
import { type BackupPlace, placeFor } from "./backup/places.ts";
import { writeBackup } from "./backup/write.ts";
import { directAddress } from "./database/direct-address.ts";
import { bareCommand, printUsage } from "./start/command.ts";

const usage = `Usage: npm run backup -- [--to FOLDER | --to s3://BUCKET/PREFIX] [--json]
  Writes the database and the secrets into one file, encrypted with BACKUP_PASSPHRASE. The platform may run.
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

async function backUp(place: BackupPlace, env: Env): Promise<void> {
  const passphrase = await passphraseFor(
    env.BACKUP_PASSPHRASE,
    "set it to at least 12 characters, and keep it elsewhere.",
  );
  if (passphrase.length < 12) throw new Error("The passphrase needs at least 12 characters.");
  const { ENCRYPTION_KEY = "", NEXTAUTH_SECRET = "" } = process.env;
  const name = backupName(new Date());
  const secrets = { ENCRYPTION_KEY, NEXTAUTH_SECRET };
  const { tables, rows } = await writeBackup(
    { url: directAddress(), sealing: { passphrase, secrets } },
    (body) => place.put(name, body),
  );
  const removed = ifDue ? await keepNewest(place, env.BACKUP_KEEP) : [];
  if (json) console.log(JSON.stringify({ place: place.name, name, tables, rows, removed }));
  else console.log(`Backed up ${rows} rows of ${tables} tables to ${place.name}/${name}`);
}

await bareCommand(async ({ env }) => {
  const place = placeFor(env, to);
  if (!ifDue || (await dueAt(place, env)) <= Date.now()) await backUp(place, env);
  if (ifDue) process.send?.({ dueAt: await dueAt(place, env) });
  return 0;
});
