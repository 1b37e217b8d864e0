// https in front of the sandbox's Telegram, over HTTP/2 and HTTP/1.1 as the real one has it, which breaks in many ways.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import http2, {
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "#test/certificate.ts";

/** What is answered in place of the sandbox's answer. */
export interface Fate {
  as: "json" | "page" | "silence" | "reset" | "cut off";
  status?: number;
  body?: object;
}

export interface Front {
  /** For a worker's environment. */
  env: Record<string, string>;
  /** The fate of each call, by its path; null: it is passed on. */
  fateOf(path: string): Fate | null;
  /** Connections over HTTP/2 so far. */
  count(): number;
  /** Ends the calls that met silence. */
  endSilence(): void;
  /** Retires each connection with all of its polls. */
  retire(): void;
  /** Ends each connection. */
  cut(): void;
  /** The connections that are open now are silent from now on; new ones work. */
  freeze(): void;
  /** New connections are offered HTTP/2, or HTTP/1.1 only. */
  offer(protocol: "h2" | "http/1.1"): void;
  end(): Promise<void>;
}

const listen = async (server: { listen(port: number, host: string, done: () => void): unknown }) => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
};

/** @param target address of the sandbox @param streams polls that a connection takes */
export async function startFront(target: string, streams = 100): Promise<Front> {
  const directory = mkdtempSync(join(tmpdir(), "botfactory-front-"));
  const certificate = makeCertificate();
  const file = join(directory, "certificate.pem");
  writeFileSync(file, certificate.cert);
  const sessions = new Set<ServerHttp2Session>();
  const sockets = new Set<Socket>();
  const silent = new Set<Http2ServerResponse>();
  let count = 0;
  let protocol = "h2";

  function pass(asked: Http2ServerRequest, answer: Http2ServerResponse): void {
    const { method, url, headers } = asked;
    const kept = Object.entries(headers).filter(([name]) => /^content-/.test(name));
    const inner = httpRequest(
      `${target}${url}`,
      { method, headers: Object.fromEntries(kept) },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, { "content-type": response.headers["content-type"] });
        response.pipe(answer);
      },
    );
    inner.on("error", () => answer.destroy());
    answer.on("close", () => inner.destroy());
    asked.pipe(inner);
  }

  function meet({ as, status = 200, body }: Fate, answer: Http2ServerResponse): void {
    if (as === "silence") return void silent.add(answer);
    if (as === "reset") return void answer.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    answer.writeHead(status);
    if (as === "cut off")
      answer.write('{"ok":true,"result":[{"update_id":', () => answer.stream.session?.destroy());
    else answer.end(as === "json" ? JSON.stringify(body) : "<html>Bad Gateway</html>");
  }

  const choose = ({ protocols }: { protocols: string[] }) => protocols.find((each) => each === protocol);
  const server = createSecureServer(
    {
      ...certificate,
      allowHTTP1: true,
      ALPNCallback: choose,
      settings: { maxConcurrentStreams: streams },
    },
    (asked, answer) => {
      const fate = front.fateOf(asked.url);
      if (!fate) return pass(asked, answer);
      asked.resume();
      meet(fate, answer);
    },
  );
  server.on("session", (session) => {
    count++;
    sessions.add(session);
    session.on("error", () => undefined).once("close", () => sessions.delete(session));
  });
  server.on("sessionError", () => undefined);
  await listen(server);
  const inner = (server.address() as AddressInfo).port;
  const relay = createServer((socket) => {
    const upstream = connect(inner, "127.0.0.1");
    for (const each of [socket, upstream]) {
      sockets.add(each);
      each.on("error", () => undefined).once("close", () => sockets.delete(each));
    }
    socket.pipe(upstream).pipe(socket);
  });
  await listen(relay);
  const front: Front = {
    env: {
      TELEGRAM_API_ROOT: `https://localhost:${(relay.address() as AddressInfo).port}`,
      NODE_EXTRA_CA_CERTS: file,
    },
    fateOf: () => null,
    count: () => count,
    endSilence() {
      for (const answer of silent) answer.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
      silent.clear();
    },
    retire() {
      for (const session of sessions) session.close();
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    freeze() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    offer(next) {
      protocol = next;
    },
    async end() {
      front.cut();
      server.close();
      await new Promise((done) => relay.close(done));
      rmSync(directory, { recursive: true });
    },
  };
  return front;
}
