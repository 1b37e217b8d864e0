// Shared by the commands other than `npm start`; they work whether or not the platform is running.
import { closeDb } from "#lib/db.ts";
import type { Env } from "#lib/env.ts";
import { leadThroughProxy } from "#lib/proxy.ts";
import { joinDemo } from "./beside-demo.ts";
import { type Database, openDatabase, prepareDatabase } from "./database.ts";
import { fail, prepareEnvironment } from "./environment.ts";
import { importEnvironment } from "./import.ts";

/** For `--help`. */
export function printUsage(usage: string): never {
  console.log(usage);
  process.exit(0);
}

/** Opens the database (starts it if needed), imports from the environment, runs, and ends the process. */
export const command = (run: () => Promise<number>): Promise<never> =>
  bareCommand(async ({ env, database }) => {
    await prepareDatabase(database.isEmbedded ? env : null);
    await importEnvironment(env);
    return run();
  });

interface Opened {
  env: Env;
  database: Database;
}

/** The same for a database that must stay as it is: nothing is migrated or imported. */
export async function bareCommand(run: (opened: Opened) => Promise<number>): Promise<never> {
  try {
    joinDemo();
    const { env, databasePassword } = prepareEnvironment();
    const database = await openDatabase(env, databasePassword);
    try {
      leadThroughProxy(env);
      const code = await run({ env, database });
      await closeDb();
      process.exitCode = code;
    } finally {
      await database.close();
    }
  } catch (error) {
    fail(error);
  }
  // Whoever reads the output through a pipe may be slower than this process: what is not yet written would be lost.
  await new Promise((done) => process.stdout.write("", done));
  process.exit();
}
