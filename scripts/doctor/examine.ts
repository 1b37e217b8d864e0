// The checks of `npm run doctor`, one after the other.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Env, readEnv } from "#lib/env.ts";
import { leadThroughProxy } from "#lib/proxy.ts";
import { joinDemo } from "../start/beside-demo.ts";
import { printUsage } from "../start/command.ts";
import { checkBackups } from "./backups.ts";
import { checkDatabase } from "./database.ts";
import { checkEnvFile } from "./env-file.ts";
import { type Finding, inLines, wrong } from "./finding.ts";
import {
  checkCheckout,
  checkDataDir,
  checkDescriptors,
  checkDisk,
  checkMemory,
  checkNode,
  checkPorts,
  checkReadiness,
  checkSecretsFile,
} from "./machine.ts";
import { checkGoogle, checkProxies, checkPublicUrl, checkTelegram } from "./outside.ts";
import { checkSealed } from "./sealed.ts";

const usage = `Usage: npm run doctor -- [--json]
  Checks Node, folders, disk, ports, database, stored keys and the ways to Telegram and Google. It changes nothing, and
  works whether or not the platform runs. An embedded database that does not run is started for it.
  ✔ fine, ! works but should be known, ✘ wrong, each with what to do. Exit code 1 if something is wrong.`;

function readArguments(): { json: boolean } {
  try {
    const options = {
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    } as const;
    const { values } = parseArgs({ options });
    if (values.help) printUsage(usage);
    return values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return process.exit(2);
  }
}

const { json } = readArguments();
const findings: Finding[] = [];
function tell(...found: Finding[]): void {
  findings.push(...found);
  if (!json) for (const each of found) console.log(inLines(each));
}

function environment(): Env | null {
  try {
    joinDemo();
    return readEnv(process.env);
  } catch (error) {
    tell(
      wrong(
        "Variables",
        (error as Error).message,
        "Correct it in .env or in the environment, and run this again.",
      ),
    );
    return null;
  }
}

/** The generated secrets, read only: a start makes them. @returns the embedded database's password */
function takeStoredSecrets({ DATA_DIR }: Env): string {
  try {
    const stored = JSON.parse(readFileSync(join(DATA_DIR, "secrets.json"), "utf8")) as Record<string, string>;
    process.env.ENCRYPTION_KEY ||= stored.ENCRYPTION_KEY ?? "";
    return stored.DATABASE_PASSWORD ?? "";
  } catch {
    return "";
  }
}

async function examine(env: Env): Promise<void> {
  leadThroughProxy(env);
  tell(checkCheckout(), checkDataDir(env), checkSecretsFile(env), await checkDisk(env));
  tell(...[checkMemory(), checkDescriptors()].filter((each) => each !== null));
  const ports = await checkPorts(env);
  tell(...ports);
  if (ports[0]?.serves) tell(await checkReadiness(env));
  const password = takeStoredSecrets(env);
  tell(...(await checkDatabase(env, password, checkSealed)));
  tell(await checkBackups(env));
  const outside = await Promise.all([checkTelegram(env), checkGoogle(env)]);
  const proxies = checkProxies(env, process.env);
  tell(...outside, ...(proxies ? [proxies] : []));
  const address = ports[0]?.serves ? await checkPublicUrl(env) : null;
  if (address) tell(address);
}

tell(checkNode());
const written = checkEnvFile();
if (written) tell(written);
const env = environment();
if (env) await examine(env);
const isWrong = findings.some(({ verdict }) => verdict === "wrong");
if (json) console.log(JSON.stringify({ ok: !isWrong, findings }, null, 2));
else
  console.log(
    isWrong ? "Something is wrong: see the lines with ✘." : "Everything that an answer needs is there.",
  );
await new Promise((done) => process.stdout.write("", done));
process.exit(isWrong ? 1 : 0);
