// A TCP proxy in front of the database: what a worker sees when the network or the server fails.
import net from "node:net";
import { ClientStream, endsAnswer } from "./statements.ts";

/** A process's pool, told by its application_name in the startup message, or another connection, as a listener's. */
type Kind = "pool" | "other";

/** Cuts the connection at a statement: before it reaches the database, or after it has run and before its answer. */
export type Cut = "before" | "after";

interface DatabaseProxy {
  /** The database's address through the proxy. */
  url: string;
  /** Ends the connections, all or only those of one kind, and refuses new ones. */
  cut(which?: Kind | "all"): void;
  restore(): void;
  /** The connections that are open now pass nothing on and never end, as those to a host that has vanished. */
  strand(): void;
  end(): Promise<void>;
}

interface Options {
  /** Called with each statement. @returns whether to cut its connection; null: not */
  onStatement?(sql: string): Cut | null;
  /** A connection was cut at the statement. */
  onCut?(sql: string): void;
}

export async function startProxy(
  databaseUrl: string,
  { onStatement = () => null, onCut }: Options = {},
): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl);
  const open = new Map<net.Socket, { kind: Kind; upstream: net.Socket }>();
  let away: "none" | Kind | "all" = "none";
  const isAway = (kind: Kind) => away === "all" || away === kind;

  function connect(socket: net.Socket, first: Buffer): void {
    const kind = first.includes("application_name\0botfactory\0") ? "pool" : "other";
    if (isAway(kind)) return void socket.destroy();
    const upstream = net.connect(Number(target.port), target.hostname).on("error", () => socket.destroy());
    open.set(socket, { kind, upstream });
    socket.once("close", () => upstream.destroy());
    upstream.once("close", () => socket.destroy());
    const client = new ClientStream();
    /** The statement whose answer is to be lost. */
    let lost: string | null = null;
    const cutAt = (sql: string) => {
      onCut?.(sql);
      socket.destroy();
    };
    upstream.write(first);
    socket.on("data", (bytes) => {
      for (const request of client.take(bytes)) {
        const fate = request.sql === null ? null : onStatement(request.sql);
        if (fate === "before") return cutAt(request.sql ?? "");
        if (fate === "after") lost = request.sql;
        upstream.write(request.bytes);
      }
    });
    upstream.on("data", (bytes) => {
      if (lost === null) socket.write(bytes);
      else if (endsAnswer(bytes)) cutAt(lost);
    });
  }

  const server = net.createServer((socket) => {
    if (away === "all") return void socket.destroy();
    socket.on("error", () => undefined).once("close", () => open.delete(socket));
    socket.once("data", (first) => connect(socket, first));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  server.unref();
  const port = String((server.address() as net.AddressInfo).port);
  const cut = (which: Kind | "all" = "all") => {
    away = which;
    for (const [socket, { kind }] of open) if (isAway(kind)) socket.destroy();
  };
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: "127.0.0.1", port }).href,
    cut,
    strand() {
      for (const [socket, { upstream }] of open) for (const each of [socket, upstream]) each.pause();
    },
    restore() {
      away = "none";
    },
    async end() {
      cut();
      await new Promise((done) => server.close(done));
    },
  };
}
