// Postgres on three nodes, where its programs are installed.
import test from "node:test";
import { missing } from "./cluster/packages.ts";

const why = missing();
if (why) test("the leader of three Postgres nodes is killed under load", { skip: why }, () => undefined);
else await import("./cluster/drill.ts");
