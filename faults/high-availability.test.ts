// Postgres on three nodes, where its programs are installed.
import test from "node:test";
import { missing } from "./cluster/packages.ts";

const why = missing();
if (why) test("the leader of three Postgres nodes is killed under load", { skip: why }, () => undefined);
else {
  // One after the other: the drill's database is made at its import, on the cluster that runs by then.
  const { cluster } = await import("./cluster/server.ts");
  await import("./cluster/drill.ts").catch(async (error: unknown) => {
    await cluster.stop();
    throw error;
  });
}
