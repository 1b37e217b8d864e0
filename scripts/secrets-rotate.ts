// `npm run secrets:rotate`: seals every stored secret with the first key of ENCRYPTION_KEY, while the platform runs.
import { parseArgs } from "node:util";
import { recordEvent } from "#lib/audit.ts";
import { databaseRoles, loginOf } from "#lib/database-roles.ts";
import { encryptionKeysIn } from "#lib/env.ts";
import { keyIds } from "#lib/secrets.ts";
import { directAddress } from "./database/direct-address.ts";
import { dropLogins } from "./database/roles.ts";
import { resealAll, type Unreadable, workersWithoutKey } from "./secrets/reseal.ts";
import { command, printUsage } from "./start/command.ts";
import { editStoredKeys, fail, makeKey, prepareEnvironment } from "./start/environment.ts";

const usage = `Usage: npm run secrets:rotate -- [--new | --forget]
  Seals every stored secret again with the first key of ENCRYPTION_KEY. The platform may run. May be repeated,
  and continues where it was interrupted.
  --new     only if ENCRYPTION_KEY is not set: puts a new key first in DATA_DIR/secrets.json, and ends.
            Restart the platform, then run the command without it.
  --forget  the same as without, then removes the older keys from DATA_DIR/secrets.json, and their logins to the
            database.`;

const options = {
  new: { type: "boolean", default: false },
  forget: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function readArguments() {
  try {
    const { values } = parseArgs({ options });
    if (values.help) printUsage(usage);
    if (values.new && values.forget) throw new Error("--new and --forget are two steps.");
    return values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return process.exit(2);
  }
}

function environment() {
  try {
    return prepareEnvironment();
  } catch (error) {
    return fail(error);
  }
}

/** Only the first 20, since a lost key makes all of them unreadable. */
function refusal(unreadable: readonly Unreadable[]): string {
  const lines = unreadable
    .slice(0, 20)
    .map(({ table, column, rowId, reason }) => `  ${table}.${column} of ${rowId}: ${reason}`);
  const more = unreadable.length > lines.length ? [`  and ${unreadable.length - lines.length} more`] : [];
  return [
    `${unreadable.length} secrets cannot be read, so they are as they were:`,
    ...lines,
    ...more,
    "Add the key that sealed them to ENCRYPTION_KEY and run this again, or replace them in the dashboard. Keep every key until then.",
  ].join("\n");
}

/** Whoever has an older key could still connect to the database as its logins. */
function oldLogins(keys: string): string {
  const [, ...older] = encryptionKeysIn(keys);
  const logins = older.flatMap((key) => databaseRoles.map((role) => loginOf(role, key).user));
  return `Once everything runs without the older keys, drop the database logins that follow from them: DROP ROLE IF EXISTS ${logins.join(", ")};`;
}

const { new: addKey, forget } = readArguments();
const { env, hasStoredKeys } = environment();
if ((addKey || forget) && !hasStoredKeys) {
  fail(new Error("ENCRYPTION_KEY is set, so it is yours to edit: put the new key first, then a comma."));
}
if (addKey) {
  editStoredKeys(env.DATA_DIR, (keys) => [makeKey(), ...keys]);
  console.log("A new key was added. Restart the platform, then run: npm run secrets:rotate -- --forget");
  process.exit(0);
}

await command(async () => {
  const behind = await workersWithoutKey();
  if (behind.length) {
    const names = behind.map(({ host, pid }) => `${host} (${pid})`).join(", ");
    throw new Error(
      `Nothing was changed: the workers ${names} run without the first key of ENCRYPTION_KEY and could not open what it seals. Restart them with the same ENCRYPTION_KEY as here.`,
    );
  }
  const { resealed, unreadable } = await resealAll(({ table, column, done, of }) =>
    console.log(`${table}.${column}: ${done} of ${of}`),
  );
  if (resealed) {
    const detail = { resealed, unreadable: unreadable.length };
    await recordEvent({ action: "secrets.rotate", target: String(keyIds()[0]), detail });
  }
  if (unreadable.length) {
    console.error(refusal(unreadable));
    return 1;
  }
  const [first, ...older] = keyIds();
  console.log(`Every stored secret is sealed with key ${first} (${resealed} of them now).`);
  if (forget) {
    const { ENCRYPTION_KEY = "" } = process.env;
    await dropLogins(directAddress(), encryptionKeysIn(ENCRYPTION_KEY).slice(1));
    editStoredKeys(env.DATA_DIR, (keys) => keys.slice(0, 1));
    console.log("The older keys were removed from secrets.json. Backups made until now need them.");
  } else if (older.length) {
    console.log(`The older keys (${older.join(", ")}) may now be removed from ENCRYPTION_KEY.`);
    console.log(oldLogins(process.env.ENCRYPTION_KEY ?? ""));
  }
  return 0;
});
