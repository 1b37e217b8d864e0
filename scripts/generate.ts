// Generates the Prisma client. The CLI insists on a schema engine that it would download, and does not
// use it to generate: any executable will do, so that installing works behind a closed network.
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
// What it was made of, for the start to see whether it is made anew.
if (status === 0) copyFileSync(`${root}prisma/schema.prisma`, `${root}prisma/generated/schema.prisma`);
process.exit(status ?? 1);
