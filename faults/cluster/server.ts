// Import it before everything else: the file's database is on a cluster of its own, whose leader it may kill.
import "#test/environment.ts";
import { after } from "node:test";
import { addTemplate } from "#test/server.ts";
import { Cluster } from "./cluster.ts";

export const cluster = new Cluster();
await cluster.start();
// Hooks run in the order in which they are registered: after the one that drops the database.
setImmediate(() => setImmediate(() => after(() => cluster.stop())));
await addTemplate(cluster.url);
process.env.TEST_SERVER_URL = cluster.url;
