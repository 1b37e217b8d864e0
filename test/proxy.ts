// A TCP proxy in front of the database: what a worker sees when the network or the server fails.
import net from "node:net";

export interface Proxy {
  /** The database's address through the proxy. */
  url: string;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  restore(): void;
  end(): Promise<void>;
}

export async function startProxy(databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<net.Socket>();
  let away = false;
  const server = net.createServer((inner) => {
    if (away) return void inner.destroy();
    const outer = net.connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as net.AddressInfo).port);
  const cut = () => {
    away = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    cut,
    restore: () => {
      away = false;
    },
    async end() {
      cut();
      await new Promise((done) => server.close(done));
    },
  };
}
