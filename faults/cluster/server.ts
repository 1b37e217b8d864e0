// The file's database is on a cluster of its own, whose leader it may kill.
import "#test/environment.ts";
import { addTemplate } from "#test/server.ts";
import { Cluster } from "./cluster.ts";

export const cluster = new Cluster();
await cluster.start();
await addTemplate(cluster.url);
process.env.TEST_SERVER_URL = cluster.url;
