// The worst that strangers do to the dashboard, bounded in time and number, on this machine only.
import { Agent, type ClientRequest, type RequestOptions, request } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface Attack {
  port: number;
  ms: number;
  /** Bodies of 16 MB that are sent at once. */
  bodies: number;
  /** Requests that stay half-sent. */
  halves: number;
  signInsPerSecond: number;
  /** Connections that each ask for a tenant's pulse again and again, as an open page does. */
  streams: number;
}

const HOST = "127.0.0.1";
const MOST_PENDING = 1_000;
const megabyte = Buffer.alloc(1024 * 1024, 97);
/** Linux answers to all of 127.0.0.0/8, so that each is an address of its own. */
const addresses = Array.from({ length: 60 }, (_, i) => `127.0.1.${i + 1}`);
let turn = 0;
const nextAddress = (): string =>
  process.platform === "linux" ? (addresses[turn++ % addresses.length] ?? HOST) : HOST;

/** What came back: status codes, "closed" where the connection ended instead. */
export type Outcomes = Record<string, number>;

class Strangers {
  readonly outcomes: Outcomes = {};
  readonly #attack: Attack;
  readonly #endAt: number;

  constructor(attack: Attack) {
    this.#attack = attack;
    this.#endAt = Date.now() + attack.ms;
  }

  goesOn = (): boolean => Date.now() < this.#endAt;

  #count(kind: string, outcome: string | number): void {
    const name = `${kind}: ${outcome}`;
    this.outcomes[name] = (this.outcomes[name] ?? 0) + 1;
  }

  /** Resolves with the body when the answer is over. */
  async #ask(kind: string, options: RequestOptions, send: (sending: ClientRequest) => void): Promise<string> {
    const { port } = this.#attack;
    const sending = request({ host: HOST, port, localAddress: nextAddress(), agent: false, ...options });
    const answer = new Promise<string>((done) => {
      const fail = () => {
        this.#count(kind, "closed");
        done("");
      };
      sending.once("error", fail);
      sending.once("response", (response) => {
        sending.off("error", fail).on("error", () => undefined);
        this.#count(kind, response.statusCode ?? 0);
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.once("close", () => done(text));
      });
    });
    send(sending);
    return answer;
  }

  async sendBodies(): Promise<void> {
    for (let i = 0; this.goesOn(); i++) {
      const length = { "content-length": String(16 * megabyte.length) };
      const headers: Record<string, string> = i % 2 ? length : { "transfer-encoding": "chunked" };
      const path = i % 3 ? "/api/auth/callback/credentials" : "/setup";
      await this.#ask("16 MB", { method: "POST", path, headers }, (sending) => {
        let left = 16;
        const write = (): void => {
          while (left-- > 0 && !sending.destroyed)
            if (!sending.write(megabyte)) return void sending.once("drain", write);
          sending.end();
        };
        write();
      });
    }
  }

  async holdHalf(i: number): Promise<void> {
    const texts = [
      "",
      "GET / HTTP/1.1\r\nHost: a\r\nX-",
      "POST /setup HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\nhalf",
    ];
    while (this.goesOn()) {
      const socket: Socket = connect({ host: HOST, port: this.#attack.port, localAddress: nextAddress() });
      socket.on("error", () => undefined);
      socket.on("connect", () => socket.write(texts[i % texts.length] || " "));
      socket.resume();
      const closed = new Promise((done) => socket.once("close", done));
      await Promise.race([closed, sleep(Math.max(0, this.#endAt - Date.now()))]);
      this.#count("half", socket.closed ? "closed" : "open");
      socket.destroy();
      await sleep(50);
    }
  }

  async signIns(): Promise<void> {
    const pending = new Set<Promise<unknown>>();
    // With its cookie the token is good, so that a password is compared.
    const csrf = await fetch(`http://${HOST}:${this.#attack.port}/api/auth/csrf`);
    const token = /[0-9a-f]{64}/.exec(await csrf.text())?.[0] ?? "";
    const cookie = csrf.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    for (let n = 0; this.goesOn(); n++) {
      await sleep(1_000 / this.#attack.signInsPerSecond);
      if (pending.size >= MOST_PENDING) continue;
      const body = new URLSearchParams({
        email: `stranger${n}@example.com`,
        password: "guess",
        csrfToken: token,
        json: "true",
      });
      const headers = { "content-type": "application/x-www-form-urlencoded", cookie };
      const path = "/api/auth/callback/credentials";
      const asked = this.#ask("sign-in", { method: "POST", path, headers }, (sending) =>
        sending.end(body.toString()),
      );
      pending.add(asked);
      void asked.then(() => pending.delete(asked));
    }
    await Promise.all(pending);
  }

  async stream(): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const localAddress = nextAddress();
    await sleep(Math.random() * 3_000);
    while (this.goesOn()) {
      const options = {
        path: "/api/pulse/main",
        headers: { accept: "text/event-stream" },
        agent,
        localAddress,
      };
      await this.#ask("stream", options, (sending) => sending.end());
      await sleep(3_000);
    }
    agent.destroy();
  }
}

/** @returns how often each came back how */
export async function attack(what: Attack): Promise<Outcomes> {
  const strangers = new Strangers(what);
  const many = (count: number, work: (i: number) => Promise<void>) =>
    Array.from({ length: count }, (_, i) => work(i));
  await Promise.all([
    ...many(what.bodies, () => strangers.sendBodies()),
    ...many(what.halves, (i) => strangers.holdHalf(i)),
    ...many(what.signInsPerSecond > 0 ? 1 : 0, () => strangers.signIns()),
    ...many(what.streams, () => strangers.stream()),
  ]);
  return strangers.outcomes;
}
