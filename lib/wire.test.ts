// Requests by node:http. lib/gemini/http.test.ts and bots/telegram/transport.test.ts have what Google and Telegram do with them.
import assert from "node:assert/strict";
import { getEventListeners, once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import test, { type TestContext } from "node:test";
import { agentsOf, askOverHttp } from "./wire.ts";

async function serve(t: TestContext, answer: RequestListener): Promise<URL> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  let text = "";
  for await (const bytes of body) text += bytes;
  return text;
}

test("calls that are read to the end share a connection, and leave nothing on the signal", async (t) => {
  const url = await serve(t, async (request, response) => {
    response.end(`${request.method} ${request.url} ${await textOf(request)}`);
  });
  const agents = agentsOf({});
  const { signal } = new AbortController();
  const ports = new Set<number | undefined>();
  for (let i = 0; i < 3; i++) {
    const call = { method: "POST", headers: {}, body: `bir ${i}`, signal } as const;
    const response = await askOverHttp(agents, url, "/a?b", call);
    ports.add(response.socket.localPort);
    assert.equal(await textOf(response), `POST /a?b bir ${i}`);
  }
  assert.equal(ports.size, 1);
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("a call that is aborted before, while it waits and in its body ends with the signal's reason, and its connection closes", async (t) => {
  const closed = Promise.withResolvers<void>();
  const url = await serve(t, (request, response) => {
    request.socket.once("close", closed.resolve);
    if (request.url === "/body") response.write("boshi");
  });
  const reason = new Error("enough");
  const ask = (path: string, signal: AbortSignal) =>
    askOverHttp(agentsOf({}), url, path, { method: "GET", headers: {}, signal });
  await assert.rejects(ask("/", AbortSignal.abort(reason)), reason);
  const waiting = new AbortController();
  const asked = ask("/", waiting.signal);
  setTimeout(() => waiting.abort(reason), 50);
  await assert.rejects(asked, reason);
  await closed.promise;
  const reading = new AbortController();
  const body = await ask("/body", reading.signal);
  const read = async () => {
    for await (const _ of body) reading.abort(reason);
  };
  await assert.rejects(read());
});

test("one tenant's calls that hang, or end in the middle, hold up no other's on the same agents, and nobody reads another's answer", async (t) => {
  const url = await serve(t, (request, response) => {
    if (request.url === "/hangs") return;
    if (request.url === "/ends") return void response.write("yarim", () => response.destroy());
    response.end(request.headers.authorization);
  });
  const agents = agentsOf({});
  const ask = (path: string, whose: string, signal = new AbortController().signal) =>
    askOverHttp(agents, url, path, { method: "GET", headers: { authorization: whose }, signal });
  const over = new AbortController();
  const hanging = Promise.allSettled(Array.from({ length: 300 }, () => ask("/hangs", "one", over.signal)));
  const ended = Promise.allSettled(Array.from({ length: 20 }, () => ask("/ends", "one").then(textOf)));
  const answers = Array.from({ length: 100 }, (_, i) => ask("/", `other ${i}`).then(textOf));
  assert.deepEqual(
    await Promise.all(answers),
    answers.map((_, i) => `other ${i}`),
  );
  for (const each of await ended) assert.equal(each.status, "rejected");
  over.abort(new Error("enough"));
  await hanging;
  assert.equal(await ask("/", "after").then(textOf), "after");
});

test("a file is sent whole, with its length", async (t) => {
  const url = await serve(t, async (request, response) => {
    response.end(`${request.headers["content-length"]} ${await textOf(request)}`);
  });
  const body = new Blob(["oʻz", "bekcha"]);
  const headers = { "content-length": body.size };
  const { signal } = new AbortController();
  const response = await askOverHttp(agentsOf({}), url, "/", { method: "POST", headers, body, signal });
  assert.equal(await textOf(response), `${body.size} oʻzbekcha`);
});

test("a connection that is not there in ten seconds is given up", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const agents = agentsOf({});
  const socket = Object.assign(new Socket(), { connecting: true });
  agents["http:"].createConnection = () => socket;
  const { signal } = new AbortController();
  const url = new URL("http://203.0.113.1");
  const asked = askOverHttp(agents, url, "/", { method: "GET", headers: {}, signal });
  await new Promise((done) => setImmediate(done));
  t.mock.timers.tick(10_000);
  await assert.rejects(asked, { code: "ETIMEDOUT" });
});
