// Build steps of `npm start`: the Prisma client and the dashboard, rebuilt only if their sources have changed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { compressBuilt } from "../dashboard/compressed.ts";

const stamp = ".next/sources";

function sourceHash(): string {
  const hash = createHash("sha256");
  // A route's folder may be named like a file (openapi.json).
  const files = globSync("{app,lib}/**/*.{ts,tsx,css,json}").filter(
    (file) => !/\.test\.tsx?$/.test(file) && statSync(file).isFile(),
  );
  for (const file of [
    ...files.sort(),
    "instrumentation-client.ts",
    "proxy.ts",
    "next.config.mjs",
    "prisma/schema.prisma",
    "package-lock.json",
  ]) {
    if (existsSync(file)) hash.update(file).update(readFileSync(file));
  }
  return hash.digest("hex");
}

const madeOf = "prisma/generated/schema.prisma";

/** Regenerates the Prisma client if the schema has changed, for instance after a pull. @throws Error if that fails */
export function generateClient(): void {
  const schema = readFileSync("prisma/schema.prisma", "utf8");
  if (existsSync(madeOf) && readFileSync(madeOf, "utf8") === schema) return;
  const { status, stderr } = spawnSync(process.execPath, ["scripts/generate.ts"]);
  if (status !== 0) throw new Error(`The database client could not be generated:\n${stderr}`);
}

/** Aborting the signal ends the build. @throws Error if the build fails. */
export async function buildDashboard(signal: AbortSignal): Promise<void> {
  const hash = sourceHash();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  console.log("Building the dashboard (only after a change)…");
  const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  const status = await new Promise((done) => {
    child.once("error", done);
    child.once("close", done);
  });
  if (signal.aborted) return;
  if (status !== 0) throw new Error(`The dashboard could not be built:\n${said}`);
  await compressBuilt(".next/static");
  writeFileSync(stamp, hash);
}
