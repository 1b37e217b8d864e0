// Processor time of processes, which other load on the machine hardly changes.
import { globSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;

/** Fields of /proc/PID/stat from the state on; none: the process has ended. */
function statOf(pid: number | string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
  } catch {
    return [];
  }
}

/** Processor seconds that the process has used. */
export function processorOf(pid: number | string): number {
  const [user = 0, system = 0] = statOf(pid).slice(11, 13).map(Number);
  return (user + system) / TICKS_PER_SECOND;
}

/** The same for the process with its children, living and dead. */
export function processorOfAll(pid: number): number {
  const [user = 0, system = 0] = statOf(pid).slice(13, 15).map(Number);
  const children = globSync("/proc/[0-9]*").map((path) => path.slice("/proc/".length));
  const living = children.filter((child) => Number(statOf(child)[1]) === pid);
  return [pid, ...living].reduce<number>(
    (total, each) => total + processorOf(each),
    (user + system) / TICKS_PER_SECOND,
  );
}
