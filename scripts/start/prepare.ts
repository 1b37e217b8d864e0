// Migrates and fills the database before anything serves. A separate process, since the supervisor would never free
// the memory that this needs.
import { once } from "node:events";
import { hostname } from "node:os";
import { solveCause } from "#lib/alert-events.ts";
import { closeDb } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { issueSetupCode } from "#lib/people/setup.ts";
import { leadThroughProxy } from "#lib/proxy.ts";
import { prepareDatabase } from "./database.ts";
import { seedDemoTenants } from "./demo-tenants.ts";
import { fail } from "./environment.ts";
import { importEnvironment } from "./import.ts";

process.once("disconnect", () => process.exit(1));
try {
  leadThroughProxy();
  await prepareDatabase(process.argv.includes("--embedded") ? env() : null);
  const { checkNewKeys } = await importEnvironment(env());
  // Without a schedule nothing else would solve it.
  if (!env().BACKUP_EVERY) await solveCause(null, "backup_failed", hostname());
  const checkDemoKeys = process.argv.includes("--demo") ? await seedDemoTenants() : null;
  process.send?.({ setupCode: await issueSetupCode(), roles: env().DATABASE_ROLES });
  await once(process, "message");
  await Promise.all([checkNewKeys(), checkDemoKeys?.()]).catch((error: Error) =>
    console.error(`New keys could not be checked: ${error.message}`),
  );
  await closeDb();
  process.exit();
} catch (error) {
  fail(error);
}
