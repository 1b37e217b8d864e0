// Polls over HTTP/2, against a server of Node's with a certificate of its own.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createSecureServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { until } from "#test/until.ts";
import { SharedPolls } from "./shared-polls.ts";

function makeCertificate() {
  const directory = mkdtempSync(join(tmpdir(), "botfactory-tls-"));
  const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...kind, "-keyout", key, "-out", cert, ...subject], {
    stdio: "ignore",
  });
  const made = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(directory, { recursive: true });
  return made;
}
const certificate = makeCertificate();
const trust = { ca: certificate.cert };
const never = new AbortController().signal;

/** A Telegram over HTTP/2 whose polls wait until the test ends them. */
async function makeTelegram(t: TestContext, onPoll?: (stream: ServerHttp2Stream) => void) {
  const sessions: ServerHttp2Session[] = [];
  const waiting = new Map<string, (text: string) => void>();
  const server = createSecureServer({ ...certificate, settings: { maxConcurrentStreams: 128 } });
  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => undefined);
  });
  server.on("stream", (stream, { ":path": path = "" }) => {
    stream.on("error", () => undefined);
    if (onPoll) return onPoll(stream);
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
  const polls = new SharedPolls(
    new URL(`https://localhost:${(server.address() as AddressInfo).port}`),
    trust,
  );
  const poll = (path: string, signal = never) => polls.post(path, "{}", signal);
  const waits = (count: number) => until(`${count} polls wait`, () => waiting.size === count);
  return { poll, sessions, waiting, waits };
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

test("a server that speaks HTTP/1.1 only, or resets each poll, is not asked over HTTP/2", async (t) => {
  const plain = createHttps(certificate);
  await new Promise<void>((done) => plain.listen(0, done));
  t.after(() => plain.close());
  const old = new SharedPolls(new URL(`https://localhost:${(plain.address() as AddressInfo).port}`), trust);
  assert.equal(await old.post("/", "{}", never), null);
  const { poll, sessions } = await makeTelegram(t, (stream) => stream.close(2));
  for (let i = 0; i < 5; i++) await assert.rejects(poll("/"));
  assert.equal(await poll("/"), null);
  assert.equal(sessions.length, 1);
});

test("a poll that the server does not take on a shared connection is asked over HTTP/1.1", async (t) => {
  const { poll } = await makeTelegram(t, (stream) => {
    stream.respond({ ":status": 421 });
    stream.end();
  });
  assert.equal(await poll("/"), null);
});

test("a server that cannot be reached, or never answers, fails a poll and does not outlast its signal", async (t) => {
  const closed = new SharedPolls(new URL("https://localhost:9"), trust);
  await assert.rejects(closed.post("/", "{}", never), { code: "ECONNREFUSED" });
  const { createServer } = await import("node:net");
  const deaf = createServer((socket) => t.after(() => socket.destroy()));
  await new Promise<void>((done) => deaf.listen(0, done));
  t.after(() => deaf.close());
  const silent = new SharedPolls(new URL(`https://localhost:${(deaf.address() as AddressInfo).port}`), trust);
  await assert.rejects(silent.post("/", "{}", AbortSignal.timeout(200)), { name: "TimeoutError" });
});
