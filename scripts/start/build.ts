// Builds the dashboard when its sources have changed since the last build.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";

const stamp = ".next/sources";

function sourceHash(): string {
  const hash = createHash("sha256");
  const files = globSync("{app,lib}/**/*.{ts,tsx,css,json}");
  for (const file of [
    ...files.sort(),
    "proxy.ts",
    "next.config.mjs",
    "prisma/schema.prisma",
    "package-lock.json",
  ]) {
    if (existsSync(file)) hash.update(file).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** @throws Error where the build fails. */
export function buildDashboard(): void {
  const hash = sourceHash();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  console.log("Building the dashboard (only after a change)…");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["node_modules/next/dist/bin/next", "build"],
    {
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (status !== 0) throw new Error(`The dashboard could not be built:\n${stdout}${stderr}`);
  writeFileSync(stamp, hash);
}
