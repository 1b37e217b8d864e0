// Memory of a process tree, by role of the process.
import { globSync, readFileSync } from "node:fs";

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // the process has ended
  }
};

const nameOf = (command: string): string =>
  command.includes("bots/main.ts")
    ? "worker"
    : /dashboard\/serve|next\/dist/.test(command)
      ? "dashboard"
      : /postgres/.test(command)
        ? "PostgreSQL"
        : "supervisor";

/** Megabytes by role, of `pid` and its descendants, as PSS (shared pages are divided among their processes). */
export function memoryOf(pid: number): Record<string, number> {
  const children = new Map<number, number[]>();
  for (const path of globSync("/proc/[0-9]*/stat")) {
    const [, own, parent] = /^(\d+) \(.*\) \S (\d+)/.exec(read(path)) ?? [];
    if (own) children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(own)]);
  }
  const total: Record<string, number> = {};
  const add = (id: number): void => {
    const name = nameOf(read(`/proc/${id}/cmdline`));
    const pss = Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${id}/smaps_rollup`))?.[1] ?? 0);
    total[name] = (total[name] ?? 0) + pss / 1024;
    for (const child of children.get(id) ?? []) add(child);
  };
  add(pid);
  return total;
}
