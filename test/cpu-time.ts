// What work costs, however busy the machine is.

/** Milliseconds of processor time of this process while it does the work. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
