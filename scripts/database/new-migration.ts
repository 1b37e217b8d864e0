// `node scripts/database/new-migration.ts NAME`: writes the migration from the committed schema to the working copy's.
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeMigration } from "./migrate.ts";
import { startPostgres } from "./postgres.ts";

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error("Usage: node scripts/database/new-migration.ts NAME (lower case, digits and _)");
  process.exit(2);
}
const before = execFileSync("git", ["show", "HEAD:prisma/schema.prisma"], { encoding: "utf8" });
const postgres = await startPostgres(join(tmpdir(), `botfactory-migration-${process.pid}`), "migration");
try {
  console.log(`Wrote ${await writeMigration(postgres.url, name, before)}. Read it before you commit it.`);
} finally {
  await postgres.stop();
}
process.exit();
