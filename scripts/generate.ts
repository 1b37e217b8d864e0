// Generates the Prisma client. The CLI would download a schema engine that it does not need to generate; any
// executable satisfies it, so installation works without access to Prisma's servers.
import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { status, stderr } = spawnSync(
  process.execPath,
  ["node_modules/prisma/build/index.js", "generate", "--no-hints"],
  {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1", ...process.env },
  },
);
if (status !== 0) process.stderr.write(stderr);
// A copy of the source schema, so that `npm start` can tell whether the client is stale.
if (status === 0) copyFileSync(`${root}prisma/schema.prisma`, `${root}prisma/generated/schema.prisma`);
process.exit(status ?? 1);
