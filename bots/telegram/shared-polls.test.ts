// Polls over HTTP/2, against a server of Node's with a certificate of its own.
import assert from "node:assert/strict";
import http2, { createSecureServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import test, { type TestContext } from "node:test";
import { makeCertificate } from "#test/certificate.ts";
import { until } from "#test/until.ts";
import { SharedPolls } from "./shared-polls.ts";

const certificate = makeCertificate();
const trust = { ca: certificate.cert };
const never = new AbortController().signal;

interface Options {
  /** In place of waiting. */
  onPoll?: (stream: ServerHttp2Stream, path: string) => boolean;
  streams?: number;
}

/** A Telegram over HTTP/2 whose polls wait until the test ends them. */
async function makeTelegram(t: TestContext, { onPoll, streams = 128 }: Options = {}) {
  const sessions: ServerHttp2Session[] = [];
  const waiting = new Map<string, (text: string) => void>();
  const server = createSecureServer({ ...certificate, settings: { maxConcurrentStreams: streams } });
  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => undefined);
  });
  server.on("stream", (stream, { ":path": path = "" }) => {
    stream.on("error", () => undefined);
    if (onPoll?.(stream, path)) return;
    waiting.set(path, (text) => {
      stream.respond({ ":status": 200 });
      stream.end(text);
    });
    stream.on("close", () => waiting.delete(path));
  });
  await new Promise<void>((done) => server.listen(0, done));
  t.after(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  const url = new URL(`https://localhost:${(server.address() as AddressInfo).port}`);
  const polls = new SharedPolls(url, trust);
  const poll = (path: string, signal = never) => polls.post(path, "{}", signal);
  const waits = (count: number) => until(`${count} polls wait`, () => waiting.size === count);
  return { poll, sessions, waiting, waits, url };
}

function reset(stream: ServerHttp2Stream): true {
  stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  return true;
}

/** Passes everything on, until it is frozen: then its open connections are silent, and new ones work. */
async function startRelay(t: TestContext, port: number) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const upstream = connect(port, "localhost");
    for (const each of [socket, upstream]) sockets.push(each.on("error", () => undefined));
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((done) => server.listen(0, done));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const freeze = () => {
    for (const socket of sockets) socket.unpipe().pause();
  };
  return { url: new URL(`https://localhost:${(server.address() as AddressInfo).port}`), freeze };
}

test("a hundred polls share a connection, and each gets its own answer", async (t) => {
  const { poll, sessions, waiting, waits } = await makeTelegram(t);
  const asked = Array.from({ length: 150 }, (_, i) => poll(`/${i}`));
  await waits(150);
  assert.equal(sessions.length, 2);
  for (const [path, answer] of waiting) answer(`answer to ${path} oʻ`);
  const answers = await Promise.all(asked);
  assert.deepEqual(
    answers.map((answer) => answer?.text),
    asked.map((_, i) => `answer to /${i} oʻ`),
  );
  const again = poll("/again");
  await waits(1);
  waiting.get("/again")?.("");
  assert.equal((await again)?.status, 200);
  assert.equal(sessions.length, 2, "the connection is used again");
});

test("a poll that is given up leaves the others of its connection alone", async (t) => {
  const { poll, waiting, waits } = await makeTelegram(t);
  const stopping = new AbortController();
  const [stopped, other] = [poll("/stopped", stopping.signal), poll("/other")];
  await waits(2);
  stopping.abort();
  await assert.rejects(stopped, { name: "AbortError" });
  await waits(1);
  waiting.get("/other")?.("there");
  assert.equal((await other)?.text, "there");
});

test("a broken connection fails its polls with a code, and the next poll has a new one", async (t) => {
  const { poll, sessions, waiting, waits } = await makeTelegram(t);
  const asked = [poll("/a"), poll("/b")];
  await waits(2);
  sessions[0]?.socket.destroy();
  for (const each of asked) await assert.rejects(each, { code: "ECONNRESET" });
  const next = poll("/c");
  await waits(1);
  waiting.get("/c")?.("there");
  assert.equal((await next)?.text, "there");
  assert.equal(sessions.length, 2);
});

test("a connection that the server retires ends its polls; new ones go to another", async (t) => {
  const { poll, sessions, waiting, waits } = await makeTelegram(t);
  const old = poll("/old");
  await waits(1);
  sessions[0]?.close();
  const asked = poll("/new");
  await waits(2);
  for (const answer of waiting.values()) answer("there");
  assert.deepEqual([(await old)?.text, (await asked)?.text, sessions.length], ["there", "there", 2]);
});

test("a poll that a retired connection has not begun is asked on another, those that it has go on", async (t) => {
  const { poll, sessions, waiting, waits } = await makeTelegram(t);
  const begun = poll("/begun");
  await waits(1);
  const late = poll("/late");
  await waits(2);
  const first = 1; // the stream of the first poll
  sessions[0]?.goaway(0, first);
  await until("another connection", () => sessions.length === 2);
  await waits(2);
  for (const answer of waiting.values()) answer("there");
  assert.deepEqual([(await begun)?.text, (await late)?.text], ["there", "there"]);
});

test("an answer that is cut off is no answer", async (t) => {
  const { poll, sessions } = await makeTelegram(t, {
    onPoll(stream) {
      stream.respond({ ":status": 200 });
      stream.write('{"ok":true,"result":[', () => sessions[0]?.socket.destroy());
      return true;
    },
  });
  await assert.rejects(poll("/"), { code: "ECONNRESET" });
});

test("a connection that goes silent is given up with its polls, and the next poll has a new one", async (t) => {
  const { sessions, waiting, waits, url } = await makeTelegram(t);
  const relay = await startRelay(t, Number(url.port));
  t.mock.timers.enable({ apis: ["setInterval"] });
  const polls = new SharedPolls(relay.url, trust, 500);
  const asked = [polls.post("/a", "{}", never), polls.post("/b", "{}", never)];
  await waits(2);
  relay.freeze();
  // The first ping is not answered by the time of the next.
  for (let pings = 0; pings < 2; pings++) t.mock.timers.tick(500);
  for (const each of asked) await assert.rejects(each, { code: "ETIMEDOUT" });
  const next = polls.post("/c", "{}", never);
  await until("it is asked", () => waiting.has("/c"));
  waiting.get("/c")?.("there");
  assert.deepEqual([(await next)?.text, sessions.length], ["there", 2]);
});

test("no connection has more polls than the server takes", async (t) => {
  const { poll, sessions, waiting, waits } = await makeTelegram(t, { streams: 2 });
  const asked = Array.from({ length: 5 }, (_, i) => poll(`/${i}`));
  await waits(5);
  assert.equal(sessions.length, 3);
  for (const answer of waiting.values()) answer("there");
  assert.equal((await Promise.all(asked)).filter((answer) => answer?.text === "there").length, 5);
});

test("a server that speaks HTTP/1.1 only, or resets everybody's polls, is not asked over HTTP/2", async (t) => {
  const plain = createHttps(certificate);
  await new Promise<void>((done) => plain.listen(0, done));
  t.after(() => plain.close());
  const old = new SharedPolls(new URL(`https://localhost:${(plain.address() as AddressInfo).port}`), trust);
  assert.equal(await old.post("/", "{}", never), null);
  const { poll, sessions } = await makeTelegram(t, { onPoll: reset });
  for (let i = 0; i < 5; i++) await assert.rejects(poll(`/${i}`));
  assert.equal(await poll("/another"), null);
  assert.equal(sessions.length, 1);
});

test("one bot's polls that the server resets cost the others neither their polls nor their shared connection", async (t) => {
  const { poll, sessions, waiting, waits } = await makeTelegram(t, {
    onPoll: (stream, path) => path === "/reset" && reset(stream),
  });
  const other = poll("/other");
  await waits(1);
  for (let i = 0; i < 5; i++) await assert.rejects(poll("/reset"));
  assert.equal(await poll("/reset"), null, "it is asked over HTTP/1.1");
  waiting.get("/other")?.("there");
  assert.equal((await other)?.text, "there");
  const next = poll("/other");
  await waits(1);
  waiting.get("/other")?.("again");
  assert.deepEqual([(await next)?.text, sessions.length], ["again", 1]);
});

test("one broken connection with many polls does not end the use of HTTP/2; five in a row do", async (t) => {
  const { poll, sessions, waits } = await makeTelegram(t);
  for (let times = 1; times <= 5; times++) {
    const asked = Array.from({ length: 7 }, (_, i) => poll(`/${i}`));
    await waits(7);
    assert.equal(sessions.length, times);
    sessions[times - 1]?.socket.destroy();
    await Promise.allSettled(asked);
    await waits(0);
  }
  assert.equal(await poll("/"), null);
});

test("a poll that the server does not take on a shared connection is asked over HTTP/1.1", async (t) => {
  const { poll } = await makeTelegram(t, {
    onPoll(stream) {
      stream.respond({ ":status": 421 });
      stream.end();
      return true;
    },
  });
  assert.equal(await poll("/"), null);
});

test("a server that cannot be reached, or never answers, fails a poll and does not outlast its signal", async (t) => {
  const closed = new SharedPolls(new URL("https://localhost:9"), trust);
  await assert.rejects(closed.post("/", "{}", never), { code: "ECONNREFUSED" });
  const deaf = createServer((socket) => t.after(() => socket.destroy()));
  await new Promise<void>((done) => deaf.listen(0, done));
  t.after(() => deaf.close());
  const silent = new SharedPolls(new URL(`https://localhost:${(deaf.address() as AddressInfo).port}`), trust);
  await assert.rejects(silent.post("/", "{}", AbortSignal.timeout(200)), { name: "TimeoutError" });
});
