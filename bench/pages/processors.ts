// What a request costs in processor time, in the dashboard and in Postgres, both on this machine (Linux).
import { globSync, readFileSync } from "node:fs";
import { one, pool } from "#lib/db.ts";
import { processorOfAll } from "../platform/processor.ts";

const parentOf = (pid: number): number =>
  Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);

/** Processor seconds so far of the dashboard that this process has started, and of Postgres. */
export interface Processors {
  dashboard: number;
  postgres: number;
}

/** @returns null where the dashboard is not this process's own, or this is not Linux */
export async function findProcessors(): Promise<(() => Processors) | null> {
  try {
    const pids = globSync("/proc/[0-9]*").map((path) => Number(path.slice("/proc/".length)));
    const dashboard = pids.find(
      (pid) =>
        readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("dashboard/serve.ts") &&
        parentOf(pid) === process.pid,
    );
    const { rows } = await pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const postmaster = parentOf(one(rows).pid);
    if (!dashboard) return null;
    return () => ({ dashboard: processorOfAll(dashboard), postgres: processorOfAll(postmaster) });
  } catch {
    return null;
  }
}
