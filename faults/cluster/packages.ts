// What the drill of high availability needs of the machine: Debian's packages patroni, etcd-server, haproxy, postgresql-15.
import { existsSync, globSync } from "node:fs";

const PROGRAMS = { patroni: "/usr/bin/patroni", etcd: "/usr/bin/etcd", haproxy: "/usr/sbin/haproxy" };

/** Where Debian keeps Postgres's programs, of the newest version; null: there are none. */
export const postgresPrograms = (): string | null =>
  globSync("/usr/lib/postgresql/*/bin/postgres")
    .map((file) => file.replace(/\/postgres$/, ""))
    .sort()
    .at(-1) ?? null;

/** Why the drill cannot run here; undefined: it can. */
export function missing(): string | undefined {
  if (process.getuid?.() !== 0) return "it starts servers as Debian's user postgres, so it needs root";
  const absent = Object.values(PROGRAMS).filter((file) => !existsSync(file));
  if (!postgresPrograms()) absent.push("postgresql");
  return absent.length > 0
    ? `not installed: ${absent.join(", ")} (apt-get install patroni etcd-server haproxy postgresql-15)`
    : undefined;
}

export const programs = PROGRAMS;
