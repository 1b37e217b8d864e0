// The provider over HTTP, against a server that answers as each test says.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type TestContext } from "node:test";
import { compileChain } from "../fallback/chain.ts";
import { failureOf } from "../fallback/failure.ts";
import { Board } from "../fallback/parks/board.ts";
import { type ProviderEvent, UpstreamError } from "../fallback/types.ts";
import { walk } from "../fallback/walk/walk.ts";
import { geminiProvider } from "./provider.ts";
import { understand } from "./understand.ts";

const secret = "AQ.Ab8RN6-secret-of-the-test";
const chain = compileChain({
  owner: "tenant",
  models: ["gemini-2.5-flash"],
  keys: [{ id: "k1", label: "Main", last4: "test", project: null }],
});
const candidate = chain.candidates[0]!;
const question = { system: "Be brief", history: [{ role: "user", parts: [{ text: "Salom" }] }] } as const;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(t: TestContext, answer: Answer): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const sse = (response: ServerResponse) => response.writeHead(200, { "content-type": "text/event-stream" });
const chunk = (text: string, finishReason?: string) => ({
  candidates: [{ content: { role: "model", parts: [{ text }] }, ...(finishReason ? { finishReason } : {}) }],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, thoughtsTokenCount: 5 },
});
const data = (value: unknown) => `data: ${JSON.stringify(value)}\r\n\r\n`;

async function ask(baseUrl: string, signal = new AbortController().signal, secretOf = () => secret) {
  const events: ProviderEvent[] = [];
  const provider = geminiProvider({ baseUrl, secretOf });
  try {
    for await (const event of provider.stream(candidate, question, signal)) events.push(event);
  } catch (error) {
    return { events, error: error as Error };
  }
  return { events, error: null };
}

/** Asks, expects a failure, and gives what the chain makes of it. */
async function failure(baseUrl: string) {
  const { error } = await ask(baseUrl);
  assert.ok(error instanceof UpstreamError, `${error}`);
  const { httpStatus, body, networkCode } = error;
  const port = new URL(baseUrl).port;
  const seen = JSON.stringify([error.message, body, networkCode]);
  assert.ok(!seen.includes(secret) && !seen.includes(port), seen);
  const evidence = { kind: "error", httpStatus, body, networkCode } as const;
  return failureOf(understand(evidence, 0), evidence, candidate);
}

const spentForTheDay = {
  error: {
    code: 429,
    status: "RESOURCE_EXHAUSTED",
    message: `Quota exceeded for consumer api_key:${secret}`,
    details: [{ violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }] }],
  },
};

test("a stream gives its text as it comes, then its end and its tokens, thoughts counted but not shown", async (t) => {
  let asked: { url?: string; key?: unknown; body?: unknown } = {};
  const baseUrl = await serve(t, async (request, response) => {
    let body = "";
    for await (const bytes of request) body += bytes;
    asked = { url: request.url, key: request.headers["x-goog-api-key"], body: JSON.parse(body) };
    sse(response);
    response.write(data({ candidates: [{ content: { parts: [{ text: "hmm", thought: true }] } }] }));
    response.write(data(chunk("Sa")));
    response.end(data(chunk("lom", "STOP")));
  });
  const { events } = await ask(baseUrl);
  assert.deepEqual(events, [
    { type: "thought" },
    { type: "text", text: "Sa" },
    { type: "text", text: "lom" },
    {
      type: "end",
      finishReason: "STOP",
      blockReason: null,
      usage: { inputTokens: 3, outputTokens: 7 },
      modelVersion: null,
    },
  ]);
  assert.equal(asked.url, "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
  assert.equal(asked.key, secret);
  const sent = asked.body as { systemInstruction: { parts: unknown }; contents: unknown };
  assert.deepEqual(sent.systemInstruction.parts, [{ text: "Be brief" }]);
  assert.deepEqual(sent.contents, question.history);
});

test("bytes may be split anywhere, comments and missing spaces do not matter, nor a missing last blank line", async (t) => {
  const text = `: keep-alive\n\ndata:${JSON.stringify(chunk("Oʻzbekcha "))}\n\nevent: x\ndata: ${JSON.stringify(chunk("ҳа", "STOP"))}`;
  const baseUrl = await serve(t, async (_, response) => {
    sse(response);
    for (const byte of Buffer.from(text)) response.write(Buffer.from([byte]));
    response.end();
  });
  const { events, error } = await ask(baseUrl);
  assert.equal(error, null);
  assert.equal(events.map((event) => (event.type === "text" ? event.text : "")).join(""), "Oʻzbekcha ҳа");
});

test("a stream may come as one JSON array, as where a proxy drops alt=sse", async (t) => {
  const baseUrl = await serve(t, (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify([chunk("a"), chunk("b", "STOP")], null, 2));
  });
  const { events } = await ask(baseUrl);
  assert.deepEqual(
    events.map((event) => (event.type === "end" ? event.finishReason : "text" in event && event.text)),
    ["a", "b", "STOP"],
  );
});

test("a prompt that is blocked ends with the reason", async (t) => {
  const baseUrl = await serve(t, (_, response) => {
    sse(response).end(data({ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } }));
  });
  const { events } = await ask(baseUrl);
  assert.deepEqual(events, [
    { type: "end", finishReason: null, blockReason: "PROHIBITED_CONTENT", usage: null, modelVersion: null },
  ]);
});

for (const [shape, body] of [
  ["an object", JSON.stringify(spentForTheDay)],
  ["an array", JSON.stringify([spentForTheDay])],
  ["cut off", JSON.stringify(spentForTheDay).slice(0, -5)],
] as const) {
  test(`an error body keeps its details: ${shape}`, async (t) => {
    const baseUrl = await serve(t, (_, response) => response.writeHead(429).end(body));
    const understood = await failure(baseUrl);
    assert.equal(understood.class, "rate_day");
    assert.equal(understood.httpStatus, 429);
    assert.ok(!understood.reason.includes(secret));
  });
}

test("an error body whose connection breaks off is read as far as it came", async (t) => {
  const baseUrl = await serve(t, (_, response) => {
    const body = JSON.stringify(spentForTheDay);
    response.writeHead(429, { "content-length": body.length + 100 });
    response.write(body, () => response.destroy());
  });
  assert.equal((await failure(baseUrl)).class, "rate_day");
});

test("HTML from a proxy is internal, with an error status or without", async (t) => {
  for (const status of [502, 200]) {
    const baseUrl = await serve(t, (_, response) => {
      response
        .writeHead(status, { "content-type": "text/html" })
        .end("<html><title>Bad Gateway</title></html>");
    });
    assert.equal((await failure(baseUrl)).class, "internal");
  }
});

test("an error inside the stream is read like one before it, with `data:` or bare", async (t) => {
  for (const frame of [data(spentForTheDay), JSON.stringify(spentForTheDay), data([spentForTheDay])]) {
    const baseUrl = await serve(t, (_, response) => {
      sse(response).write(data(chunk("Sa")));
      setImmediate(() => response.end(frame));
    });
    const understood = await failure(baseUrl);
    assert.deepEqual([understood.class, understood.httpStatus], ["rate_day", 429]);
  }
});

test("a stream that breaks off in the middle of a frame is internal, and none of its text is kept", async (t) => {
  const baseUrl = await serve(t, (_, response) => {
    sse(response);
    response.end(data(chunk("Sa")) + data(chunk("private words", "STOP")).slice(0, -20));
  });
  const understood = await failure(baseUrl);
  assert.equal(understood.class, "internal");
  assert.ok(!understood.reason.includes("private"));
});

test("a stream without a finish reason says so", async (t) => {
  const baseUrl = await serve(t, (_, response) => sse(response).end(data(chunk("Sa"))));
  const { events } = await ask(baseUrl);
  assert.deepEqual(events.at(-1), {
    type: "end",
    finishReason: null,
    blockReason: null,
    usage: { inputTokens: 3, outputTokens: 7 },
    modelVersion: null,
  });
});

test("a finished answer is final, whatever the connection does afterwards", async (t) => {
  for (const after of [
    (response: ServerResponse) => response.destroy(),
    (response: ServerResponse) => response.end(data({ error: { code: 500, message: "late" } })),
  ]) {
    const url = await serve(t, (_, response) => {
      sse(response).write(data(chunk("Salom", "STOP")), () => after(response));
    });
    const { events, error } = await ask(url);
    assert.equal(error, null);
    assert.equal(events.at(-1)?.type, "end");
  }
});

test("a STOP in each chunk does not end the answer before its stream does", async (t) => {
  const url = await serve(t, async (_, response) => {
    sse(response);
    for (const [i, word] of ["bir ", "ikki ", "uch"].entries()) {
      response.write(data(chunk(word, "STOP")));
      await new Promise((done) => setTimeout(done, i === 0 ? 40 : 250));
    }
    response.end();
  });
  const { events } = await ask(url);
  assert.equal(events.map((event) => (event.type === "text" ? event.text : "")).join(""), "bir ikki uch");
});

test("the version that answered is told", async (t) => {
  const url = await serve(t, (_, response) => {
    sse(response).end(data({ ...chunk("Salom", "STOP"), modelVersion: "gemini-2.5-flash-002" }));
  });
  const end = (await ask(url)).events.at(-1);
  assert.equal(end?.type === "end" && end.modelVersion, "gemini-2.5-flash-002");
});

test("a model that takes no system instruction is asked with it in the first turn", async (t) => {
  const bodies: { systemInstruction?: unknown; contents: { parts: unknown }[] }[] = [];
  const message = "Developer instruction is not enabled for models/gemini-2.5-flash";
  const url = await serve(t, async (request, response) => {
    let body = "";
    for await (const bytes of request) body += bytes;
    bodies.push(JSON.parse(body));
    if (!bodies.at(-1)?.systemInstruction) return sse(response).end(data(chunk("Salom", "STOP")));
    response
      .writeHead(400)
      .end(JSON.stringify({ error: { code: 400, status: "INVALID_ARGUMENT", message } }));
  });
  const provider = geminiProvider({ baseUrl: url, secretOf: () => secret });
  const board = new Board();
  const first = await walk({ chain, board, provider, request: question });
  assert.deepEqual(
    first.attempts.map((attempt) => attempt.class),
    ["model_unfit", "ok"],
  );
  assert.deepEqual(bodies.at(-1)?.contents[0]?.parts, [{ text: "Be brief" }, { text: "Salom" }]);
  assert.equal((await walk({ chain, board, provider, request: question })).attempts.length, 1);
});

test("a refused connection is the network's fault; a stream that breaks off is not: Google was reached", async (t) => {
  const baseUrl = await serve(t, (_, response) => {
    sse(response).write(data(chunk("Sa")), () => response.destroy());
  });
  const reset = await failure(baseUrl);
  assert.deepEqual([reset.class, reset.network], ["timeout", false]);

  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as AddressInfo;
  closed.close();
  const refused = await failure(`http://127.0.0.1:${port}`);
  assert.deepEqual([refused.class, refused.network, refused.reason], ["timeout", true, "ECONNREFUSED"]);
});

test("aborting closes the socket, before the first byte and in the middle of a stream", async (t) => {
  for (const started of [false, true]) {
    const closed = Promise.withResolvers<void>();
    const called = Promise.withResolvers<void>();
    const baseUrl = await serve(t, (_, response) => {
      response.on("close", closed.resolve);
      if (started) sse(response).write(data(chunk("Sa")));
      called.resolve();
    });
    const controller = new AbortController();
    const asking = ask(baseUrl, controller.signal);
    await called.promise;
    controller.abort();
    assert.ok((await asking).error);
    await closed.promise;
  }
});

test("leaving the iteration closes the socket", async (t) => {
  const closed = Promise.withResolvers<void>();
  const baseUrl = await serve(t, (_, response) => {
    response.on("close", closed.resolve);
    sse(response).write(data(chunk("Sa")));
  });
  const provider = geminiProvider({ baseUrl, secretOf: () => secret });
  for await (const _ of provider.stream(candidate, question, new AbortController().signal)) break;
  await closed.promise;
});

test("the connection of an answer is used again, though its stream ends a moment after its last word", async (t) => {
  const connections = new Set<unknown>();
  const url = await serve(t, (request, response) => {
    connections.add(request.socket);
    sse(response).write(data(chunk("Salom", "STOP")));
    setTimeout(() => response.end(), 30);
  });
  for (let i = 0; i < 6; i++) assert.equal((await ask(url)).error, null);
  // fetch frees a connection a tick after the body's end, so that the next call may open a second one.
  assert.ok(connections.size <= 2, `${connections.size} connections for 6 calls`);
});

test("a stream that never ends after its last word keeps nobody waiting", async (t) => {
  const url = await serve(t, (_, response) => {
    sse(response).write(data(chunk("Salom", "STOP")));
  });
  const { events, error } = await ask(url);
  assert.deepEqual([events.at(-1)!.type, error], ["end", null]);
});

test("a replaced secret is used at once", async (t) => {
  const keys: unknown[] = [];
  const baseUrl = await serve(t, (request, response) => {
    keys.push(request.headers["x-goog-api-key"]);
    sse(response).end(data(chunk("Sa", "STOP")));
  });
  let current = "first-secret";
  const provider = geminiProvider({ baseUrl, secretOf: () => current });
  const once = async () => {
    for await (const _ of provider.stream(candidate, question, new AbortController().signal));
  };
  await once();
  current = "second-secret";
  await once();
  assert.deepEqual(keys, ["first-secret", "second-secret"]);
});

test("a key that no header can carry is an invalid key, and is not quoted", async () => {
  const { error } = await ask("http://127.0.0.1:9", undefined, () => "kalit с кириллицей");
  assert.ok(error instanceof UpstreamError);
  const { httpStatus, body, networkCode } = error;
  const understood = understand({ kind: "error", httpStatus, body, networkCode }, 0);
  assert.equal(understood.class, "key_invalid");
  assert.ok(!JSON.stringify(body).includes("кириллицей"));
});

test("the chain over HTTP: a spent key, a cut stream, then an answer; the spent key is not called again", async (t) => {
  const called: unknown[] = [];
  const baseUrl = await serve(t, (request, response) => {
    const key = request.headers["x-goog-api-key"];
    called.push(key);
    if (key === "secret-k1") return response.writeHead(429).end(JSON.stringify([spentForTheDay]));
    sse(response).write(data(chunk("Sa")));
    if (key === "secret-k2") return setImmediate(() => response.destroy());
    response.end(data(chunk("lom", "STOP")));
  });
  const keys = ["k1", "k2", "k3"].map((id) => ({ id, label: id, last4: "abcd", project: null }));
  const wide = compileChain({ owner: "tenant", models: ["gemini-2.5-flash"], keys });
  const provider = geminiProvider({ baseUrl, secretOf: (id) => `secret-${id}` });
  const board = new Board();
  const shown: string[] = [];
  const onText = (text: string) => shown.push(text);
  const options = {
    chain: wide,
    board,
    provider,
    request: question,
    onText,
    onRestart: () => shown.push("-"),
  };
  const first = await walk(options);
  assert.equal(first.text, "Salom");
  assert.deepEqual(
    first.attempts.map((attempt) => attempt.class),
    ["rate_day", "timeout", "ok"],
  );
  assert.deepEqual(
    shown.filter((text) => text !== "Sa"),
    ["-", "Salom"],
  );
  assert.equal((await walk(options)).attempts.length, 1);
  assert.deepEqual(called, ["secret-k1", "secret-k2", "secret-k3", "secret-k3"]);
});
