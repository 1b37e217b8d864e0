// The dashboard's HTTP server, with a handler in place of Next.
import assert from "node:assert/strict";
import { once } from "node:events";
import { request as ask, type IncomingHttpHeaders, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import test, { mock, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { rememberToken } from "#lib/api-tokens/known.ts";
import { log } from "#lib/log.ts";
import { deviceCookie, newDevice } from "#lib/people/familiar.ts";
import { until } from "#test/until.ts";
import { createFront, type FrontSettings } from "./front.ts";

process.env.NEXTAUTH_SECRET = "a secret of the tests";
const KB = 1024;

// Nobody loses patience and nobody's turn gets long, however slow the machine is: what is tried is whose turn it is.
const { setTimeout: real } = globalThis;
mock.method(globalThis, "setTimeout", (work: () => void, ms = 0) => real(work, ms >= 1_000 ? 600_000 : ms));

interface Started {
  port: number;
  server: Server;
  /** Requests that reached the handler. */
  seen: { url: string; headers: IncomingHttpHeaders; bytes: number }[];
}

async function start(
  t: TestContext,
  more: Partial<FrontSettings> = {},
  held: () => Promise<unknown> = async () => undefined,
): Promise<Started> {
  t.mock.method(log, "warn", () => undefined);
  const seen: Started["seen"] = [];
  const server = createFront(
    async (request, response) => {
      let bytes = 0;
      for await (const chunk of request) bytes += (chunk as Buffer).length;
      seen.push({ url: request.url ?? "", headers: { ...request.headers }, bytes });
      await held();
      response.end("ok");
    },
    { trustedProxies: [], publicUrl: "http://localhost:3000", ...more },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, server, seen };
}

interface Ask {
  path?: string;
  headers?: Record<string, string>;
  body?: Buffer[];
}

/** @returns status and headers; status 0 where the connection was closed instead */
async function call({ port }: Started, { path = "/", headers = {}, body }: Ask = {}) {
  const method = body ? "POST" : "GET";
  const sending = ask({ host: "127.0.0.1", port, path, method, headers, agent: false });
  const answered = new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((done) => {
    sending.once("error", () => done({ status: 0, headers: {}, text: "" }));
    sending.once("response", async (response: IncomingMessage) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      done({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
  });
  for (const chunk of body ?? []) sending.write(chunk);
  sending.end();
  return answered;
}

/** A connection that sends this and nothing more. */
async function raw(t: TestContext, { port }: Started, text: string, from = "127.0.0.1"): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port, localAddress: from });
  socket.on("error", () => undefined);
  t.after(() => socket.destroy());
  await once(socket, "connect");
  if (text) socket.write(text);
  return socket;
}

const familiar = () => ({ cookie: `a=b; botfactory.device=${deviceCookie(newDevice())}` });

test("a body beyond its route's limit is refused, whether its length is told or not, and never reaches a page", async (t) => {
  const front = await start(t);
  const megabytes = Array.from({ length: 16 }, () => Buffer.alloc(1024 * KB));
  for (const [path, limit] of [
    ["/api/auth/callback/credentials", 16 * KB],
    ["/main/keys", 512 * KB],
    ["/api/v1/bots", 256 * KB],
  ] as const) {
    const told = { "content-length": String(16 * 1024 * KB) };
    assert.match(String((await call(front, { path, headers: told, body: megabytes })).status), /^(413|0)$/);
    const chunked = { "transfer-encoding": "chunked" };
    assert.match(
      String((await call(front, { path, headers: chunked, body: megabytes })).status),
      /^(413|0)$/,
    );
    assert.equal(front.seen.length, 0);
    for (const headers of [chunked, { "content-length": String(limit) }]) {
      assert.equal((await call(front, { path, headers, body: [Buffer.alloc(limit)] })).status, 200);
      assert.equal(front.seen.pop()?.bytes, limit);
    }
  }
});

test("a client that reads is told that its body is too large", async (t) => {
  const front = await start(t);
  const socket = await raw(t, front, "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 16000000\r\n\r\n");
  const [answer] = await once(socket, "data");
  assert.match(String(answer), /^HTTP\/1\.1 413 /);
});

test("half-sent heads, silent connections and half-sent bodies end", async (t) => {
  const front = await start(t, { headMs: 100, requestMs: 300 });
  const halves = await Promise.all(
    [
      "GET / HTTP/1.1\r\nHost: a\r\nX",
      "",
      "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf",
    ].map((text) => raw(t, front, text)),
  );
  for (const half of halves) half.resume();
  await until("all ended", () => halves.every(({ closed }) => closed));
  assert.equal(front.seen.length, 0);
});

test("half-sent bodies of strangers take nobody's place", async (t) => {
  const front = await start(t);
  const half = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf";
  for (let i = 0; i < 100; i++) await raw(t, front, half);
  assert.equal((await call(front)).status, 200);
});

test("strangers wait in a bounded queue; devices that signed in before do not wait with them", async (t) => {
  const held = Promise.withResolvers<void>();
  const front = await start(t, {}, () => held.promise);
  const strangers = Array.from({ length: 100 }, () => call(front));
  const refused = strangers.map(async (each) => (await each).status === 503);
  assert.ok(await Promise.race(refused), "one address fills the queue");
  await until("the first strangers are in", () => front.seen.length >= 3);
  const devices = Array.from({ length: 20 }, () => call(front, { headers: familiar() }));
  await until("every device is in", () => front.seen.length >= 23);
  assert.equal(front.seen.length, 23, "strangers beyond three are in too");
  held.resolve();
  assert.deepEqual(new Set((await Promise.all(devices)).map(({ status }) => status)), new Set([200]));
  const counted = Map.groupBy(await Promise.all(strangers), ({ status }) => status);
  assert.deepEqual([counted.get(200)?.length, counted.get(503)?.length], [60, 40]);
  const [busy] = counted.get(503) ?? [];
  assert.equal(busy?.headers["retry-after"], "5");
  assert.match(busy?.text ?? "", /Try again/);
});

/** Posts from this address, as a proxy tells it, and waits for the status. */
const from = (front: Started, address: string, more: Ask = {}) =>
  call(front, { ...more, headers: { ...more.headers, "x-forwarded-for": address } });
const behindProxy = { trustedProxies: ["127.0.0.1"] };
const signIn = { path: "/api/auth/callback/credentials", body: [Buffer.alloc(200)] };

test("one tenant's flood of sign-ins, from sixty addresses, lets another's sign-in through", async (t) => {
  const held = Promise.withResolvers<void>();
  const front = await start(t, behindProxy, () => held.promise);
  let refused = 0;
  const flood = Array.from({ length: 480 }, async (_, i) => {
    const { status } = await from(front, `203.0.113.${i % 60}`, signIn);
    if (status === 503) refused++;
  });
  await until("all have arrived, and there is room for no more", () => refused === 180);
  const isOwn = (headers: IncomingHttpHeaders) => headers["x-forwarded-for"] === "198.51.100.7";
  let before = 0;
  front.server.prependListener("request", ({ headers }: IncomingMessage) => {
    if (isOwn(headers)) before = front.seen.length;
  });
  const own = from(front, "198.51.100.7", signIn);
  await until("one of the flood's has made room for it", () => refused === 181);
  held.resolve();
  assert.equal((await own).status, 200);
  const turns = front.seen.findIndex(({ headers }) => isOwn(headers)) - before;
  assert.ok(turns <= 60, `${turns} requests of the flood came before it`);
  front.server.closeAllConnections();
  await Promise.all(flood);
});

test("one tenant's flood, from its devices and as strangers, costs another's signed-in admin nothing", async (t) => {
  const front = await start(t, behindProxy, () => sleep(100));
  const [devices, own] = [Array.from({ length: 20 }, familiar), familiar()];
  const flood = devices.flatMap((headers) =>
    Array.from({ length: 32 }, () => from(front, "203.0.113.1", { path: "/flood", headers })),
  );
  const strangers = Array.from({ length: 120 }, (_, i) => from(front, `203.0.113.${i % 50}`, signIn));
  const page = await raw(t, front, "");
  await until("the flood is under way", () => front.seen.length >= 24);
  let before = 0;
  front.server.prependListener("request", ({ url }: IncomingMessage) => {
    if (url === "/own") before = front.seen.length;
  });
  page.write(`GET /own HTTP/1.1\r\nHost: a\r\nCookie: ${own.cookie}\r\n\r\n`);
  const [answer] = await once(page, "data");
  const turns = front.seen.findIndex(({ url }) => url === "/own") - before;
  assert.match(String(answer), /^HTTP\/1\.1 200 /);
  assert.ok(turns <= 2 * devices.length, `${turns} requests of the flood came before it`);
  await Promise.all([...flood, ...strangers]);
});

test("bodies of one tenant's flood take nobody's room: the largest loses its own", async (t) => {
  const front = await start(t, behindProxy);
  const flood: Socket[] = [];
  // Some 400 KB of each body arrive, and the rest never.
  const half = Buffer.alloc(400 * KB);
  for (let i = 0; i < 120; i++) {
    const head = `POST /a HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.${i % 40}\r\nContent-Length: ${500 * KB}\r\n\r\n`;
    const socket = await raw(t, front, head);
    socket.resume().write(half);
    flood.push(socket);
  }
  await until("the pool is full", () => flood.some(({ closed }) => closed));
  for (let i = 0; i < 10; i++)
    assert.equal(
      (await from(front, `198.51.100.${i}`, { path: "/a", body: [Buffer.alloc(20 * KB)] })).status,
      200,
    );
  assert.equal(
    (await call(front, { path: "/a", headers: familiar(), body: [Buffer.alloc(500 * KB)] })).status,
    200,
  );
});

test("one device has a bounded number of requests at once, of which a few run", async (t) => {
  const held = Promise.withResolvers<void>();
  const front = await start(t, {}, () => held.promise);
  const headers = familiar();
  let refused = 0;
  const asked = Array.from({ length: 40 }, async () => {
    const answer = await call(front, { headers });
    if (answer.status === 503) refused++;
    return answer;
  });
  await until("all have arrived", () => front.seen.length === 6 && refused === 8);
  held.resolve();
  const answers = await Promise.all(asked);
  assert.equal(answers.filter(({ status }) => status === 200).length, 32);
});

// Linux alone has all of 127.0.0.0/8.
const addresses = { skip: process.platform !== "linux" };
test("with too many connections the address that has the most loses its oldest", addresses, async (t) => {
  const front = await start(t, { mostConnections: 20, headMs: 600_000, requestMs: 600_000 });
  const own = await raw(t, front, "GET / HTTP/1.1\r\nHost: a\r\n");
  const many: Socket[] = [];
  for (let i = 0; i < 40; i++) many.push(await raw(t, front, "", "127.0.0.3"));
  for (const each of many) each.resume();
  await until("twenty are left", () => many.filter(({ closed }) => closed).length >= 21);
  assert.equal(many.filter(({ closed }) => closed).length, 21);
  own.write("\r\n");
  const [answer] = await once(own, "data");
  assert.match(String(answer), /^HTTP\/1\.1 200 /);
});

test("an address that is no UTF-8 or contains NUL is a 400, on any path", async (t) => {
  const front = await start(t);
  for (const path of ["/a?model=%00", "/%00", "/a?b=%ED%A0%80", "/%E0%A4%A", "/a?b=%", "/a%ff"])
    assert.equal((await call(front, { path })).status, 400, path);
  for (const path of ["/a?model=%D0%B1&b=1&b=2", "/o%27z?%25=100%25"])
    assert.equal((await call(front, { path })).status, 200, path);
});

test("an address that is no path is a 400, and a method that no page has a 405", async (t) => {
  const front = await start(t);
  for (const line of ["GET http://evil.example/main/keys", "OPTIONS *", "GET http://evil.example//x"]) {
    const socket = await raw(t, front, `${line} HTTP/1.1\r\nHost: a\r\n\r\n`);
    const [answer] = await once(socket, "data");
    assert.match(String(answer), /^HTTP\/1\.1 400 (?!.*evil)/s, line);
  }
  for (const method of ["TRACE", "PUT", "DELETE", "PROPFIND"]) {
    const socket = await raw(t, front, `${method} /main/keys HTTP/1.1\r\nHost: a\r\n\r\n`);
    const [answer] = await once(socket, "data");
    assert.match(String(answer), /^HTTP\/1\.1 405 /, method);
  }
  assert.deepEqual(front.seen, []);
});

test("X-Forwarded-For is believed only from a trusted proxy, and of it the last hop that is not one", async (t) => {
  const addressOf = async (more: Partial<FrontSettings>, said: string) => {
    const front = await start(t, more);
    await call(front, { headers: { "x-forwarded-for": said } });
    return front.seen[0]?.headers["x-forwarded-for"];
  };
  assert.equal(await addressOf({}, "1.1.1.1"), "127.0.0.1");
  const trustedProxies = ["127.0.0.1", "10.0.0.0/8"];
  assert.equal(await addressOf({ trustedProxies }, "1.1.1.1, 203.0.113.7"), "203.0.113.7");
  assert.equal(await addressOf({ trustedProxies }, "1.1.1.1, 203.0.113.7, 10.1.2.3"), "203.0.113.7");
  assert.equal(await addressOf({ trustedProxies: ["10.0.0.0/8"] }, "1.1.1.1"), "127.0.0.1");
});

test("a page over http from another machine is marked, and nobody but this server can mark one", async (t) => {
  const seenBy = async (more: Partial<FrontSettings>, headers: Record<string, string>) => {
    const front = await start(t, more);
    const { headers: answered } = await call(front, { headers });
    return [front.seen[0]?.headers["x-plain-http"], answered["strict-transport-security"]];
  };
  const hsts = "max-age=31536000";
  const trustedProxies = ["loopback"];
  const far = { "x-forwarded-for": "203.0.113.7" };
  assert.deepEqual(await seenBy({}, { "x-plain-http": "1" }), [undefined, undefined]);
  assert.deepEqual(await seenBy({ trustedProxies }, far), ["1", undefined]);
  assert.deepEqual(await seenBy({ trustedProxies }, { ...far, "x-forwarded-proto": "https" }), [
    undefined,
    hsts,
  ]);
  assert.deepEqual(await seenBy({}, { ...far, "x-forwarded-proto": "https" }), [undefined, undefined]);
  const publicUrl = "https://bots.example";
  assert.deepEqual(await seenBy({ publicUrl }, {}), [undefined, hsts]);
  assert.deepEqual(await seenBy({ publicUrl, trustedProxies }, { ...far, "x-forwarded-proto": "http" }), [
    "1",
    undefined,
  ]);
});

test("a request to upgrade the connection is an ordinary request", async (t) => {
  const front = await start(t);
  const headers = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-key": "a" };
  assert.equal((await call(front, { headers })).status, 200);
});

test("Next's own error page is no address, and what the front refuses is taken for nothing but JSON", async (t) => {
  const front = await start(t);
  for (const path of ["/_global-error", "/_global-error?x=1", "/%00"]) {
    const { status, headers } = await call(front, { path });
    assert.equal(status, path === "/%00" ? 400 : 404);
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["x-content-type-options"], "nosniff");
  }
  assert.deepEqual(front.seen, []);
});

test("methods that change something by themselves are the API's alone", async (t) => {
  const front = await start(t);
  for (const [path, expected] of [
    ["/api/v1/bots", /^HTTP\/1\.1 200 /],
    ["/main/bots", /^HTTP\/1\.1 405 /],
    ["/api/version", /^HTTP\/1\.1 405 /],
  ] as const)
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      const socket = await raw(
        t,
        front,
        `${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      );
      const [answer] = await once(socket, "data");
      assert.match(String(answer), expected, `${method} ${path}`);
    }
});

test("programs with a known token do not wait for strangers, nor for another tenant's program", async (t) => {
  const held = Promise.withResolvers<void>();
  const front = await start(t, {}, () => held.promise);
  const tokenOf = (letter: string) => `bf_${letter.repeat(43)}`;
  const authorization = (letter: string) => ({ authorization: `Bearer ${tokenOf(letter)}` });
  rememberToken(tokenOf("a"), "tenant a");
  rememberToken(tokenOf("b"), "tenant b");
  const strangers = Array.from({ length: 12 }, () => call(front, { path: "/sign-in" }));
  const greedy = Array.from({ length: 12 }, () =>
    call(front, { path: "/api/v1/keys", headers: authorization("a") }),
  );
  await until("their places are taken", () => front.seen.length >= 6);
  const mine = call(front, { path: "/api/v1/me", headers: authorization("b") });
  await until("it has its turn", () => front.seen.some(({ url }) => url === "/api/v1/me"));
  assert.equal(front.seen.filter(({ url }) => url === "/api/v1/keys").length, 3);
  held.resolve();
  await Promise.all([...strangers, ...greedy, mine]);
});
