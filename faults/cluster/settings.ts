// The files of a cluster on one machine: three Postgres nodes under Patroni, etcd, and HAProxy, which leads to the leader.
// docs/high-availability.md explains each figure.

export interface Node {
  name: string;
  /** Of Postgres, and of Patroni's own answers. */
  port: number;
  rest: number;
  directory: string;
}

/** Seconds. A leader that is gone for `ttl` loses its place; loop_wait + 2 × retry_timeout may not be more. */
const PACE = { ttl: 8, loop_wait: 2, retry_timeout: 3 };
const PASSWORD = "cluster";

export const addressOf = (port: number) => `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;

/** JSON, which YAML contains. */
export const patroniSettings = (
  { name, port, rest, directory }: Node,
  { etcd, programs, scratch }: { etcd: number; programs: string; scratch: string },
): string =>
  JSON.stringify({
    scope: "botfactory",
    name,
    restapi: { listen: `127.0.0.1:${rest}`, connect_address: `127.0.0.1:${rest}` },
    etcd3: { hosts: [`127.0.0.1:${etcd}`] },
    bootstrap: {
      dcs: {
        ...PACE,
        maximum_lag_on_failover: 0,
        // A COMMIT is acknowledged once a second node has it.
        synchronous_mode: true,
        postgresql: {
          use_pg_rewind: true,
          parameters: {
            max_connections: 200,
            synchronous_commit: "on",
            wal_level: "replica",
            max_wal_senders: 10,
          },
        },
      },
      initdb: [{ encoding: "UTF8" }, { locale: "C" }, "data-checksums"],
    },
    postgresql: {
      listen: `127.0.0.1:${port}`,
      connect_address: `127.0.0.1:${port}`,
      data_dir: directory,
      bin_dir: programs,
      pgpass: `${scratch}/${name}.pgpass`,
      authentication: {
        superuser: { username: "postgres", password: PASSWORD },
        replication: { username: "replicator", password: PASSWORD },
        rewind: { username: "rewinder", password: PASSWORD },
      },
      parameters: { unix_socket_directories: scratch },
      pg_hba: [
        "local all all trust",
        "host all all 127.0.0.1/32 md5",
        "host replication replicator 127.0.0.1/32 md5",
      ],
    },
  });

/** Of several nodes only the leader answers 200 to /primary; sessions with one that no longer does are ended. */
export const haproxySettings = (port: number, nodes: readonly Node[]): string =>
  [
    "defaults",
    "  mode tcp",
    "  timeout connect 2s",
    "  timeout client 1h",
    "  timeout server 1h",
    "  timeout check 2s",
    "listen leader",
    `  bind 127.0.0.1:${port}`,
    "  maxconn 500",
    "  option httpchk GET /primary",
    "  http-check expect status 200",
    "  default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions",
    ...nodes.map(({ name, port, rest }) => `  server ${name} 127.0.0.1:${port} check port ${rest}`),
    "",
  ].join("\n");
