// The file's database is on a cluster of its own, whose leader it may kill.
import "#test/environment.ts";
import { addTemplate } from "#test/server.ts";
import { Cluster } from "./cluster.ts";

export const cluster = new Cluster();
try {
  await cluster.start();
  await addTemplate(cluster.url);
} catch (error) {
  await cluster.stop();
  throw error;
}
process.env.TEST_SERVER_URL = cluster.url;
