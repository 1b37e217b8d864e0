// A TCP proxy in front of the database: what a worker sees when the network or the server fails.
import net from "node:net";

/** A process's pool, told by its application_name in the startup message, or another connection, as a listener's. */
type Kind = "pool" | "other";

export interface Proxy {
  /** The database's address through the proxy. */
  url: string;
  /** Ends the connections, all or only those of pools, and refuses new ones. */
  cut(which?: "pool" | "all"): void;
  restore(): void;
  end(): Promise<void>;
}

export async function startProxy(databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl);
  const open = new Map<net.Socket, Kind>();
  let away: "none" | "pool" | "all" = "none";
  const isAway = (kind: Kind) => away === "all" || away === kind;
  const server = net.createServer((socket) => {
    if (away === "all") return void socket.destroy();
    socket.on("error", () => undefined).once("close", () => open.delete(socket));
    socket.once("data", (first) => {
      const kind = first.includes("application_name\0botfactory\0") ? "pool" : "other";
      if (isAway(kind)) return void socket.destroy();
      open.set(socket, kind);
      const upstream = net.connect(Number(target.port), target.hostname).on("error", () => socket.destroy());
      socket.once("close", () => upstream.destroy());
      upstream.write(first);
      upstream.pipe(socket).pipe(upstream);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  server.unref();
  const port = String((server.address() as net.AddressInfo).port);
  const cut = (which: "pool" | "all" = "all") => {
    away = which;
    for (const [socket, kind] of open) if (isAway(kind)) socket.destroy();
  };
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: "127.0.0.1", port }).href,
    cut,
    restore: () => {
      away = "none";
    },
    async end() {
      cut();
      await new Promise((done) => server.close(done));
    },
  };
}
