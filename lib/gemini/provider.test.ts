// The provider over HTTP, against a server that each test scripts.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import test from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { GenerateContentResponse } from "@google/generative-ai";
import {
  Board,
  compileChain,
  failureOf,
  type ProviderEvent,
  UpstreamError,
  walk,
} from "../fallback/index.ts";
import { eventsOf } from "./events.ts";
import { serve } from "./fixtures/serve.ts";
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

const sse = (response: ServerResponse) => response.writeHead(200, { "content-type": "text/event-stream" });
const chunk = (text: string, finishReason?: string): object => ({
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

/** Asks, expects a failure, and returns how it is understood. */
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

const spentForTheMinute = {
  error: {
    code: 429,
    status: "RESOURCE_EXHAUSTED",
    details: [{ violations: [{ quotaId: "GenerateRequestsPerMinutePerProjectPerModel" }] }],
  },
};

test("a stream yields texts as they come, then its end with tokens; thoughts count but are not shown", async (t) => {
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

test("bytes may be split anywhere; comments, missing spaces and a missing last blank line do not matter", async (t) => {
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

test("a stream may come as one JSON array, as when a proxy drops alt=sse", async (t) => {
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

test("tokens that an earlier piece told of hold where the last one says nothing of them", async (t) => {
  const baseUrl = await serve(t, (_, response) => {
    const last = { candidates: [{ content: { parts: [{ text: "!" }] }, finishReason: "STOP" }] };
    sse(response).end(data(chunk("Salom")) + data(last));
  });
  const { events } = await ask(baseUrl);
  assert.deepEqual(events.at(-1), {
    ...{ type: "end", finishReason: "STOP", blockReason: null, usage: { inputTokens: 3, outputTokens: 7 } },
    modelVersion: null,
  });
});

test("of an error's body no more is read than an error needs", async (t) => {
  const baseUrl = await serve(t, async (_, response) => {
    response.writeHead(500);
    const piece = "x".repeat(16 * 1024);
    for (let i = 0; i < 100 && !response.destroyed; i++) {
      response.write(piece);
      await new Promise((done) => setImmediate(done));
    }
    response.end();
  });
  const { error } = await ask(baseUrl);
  assert.ok(error instanceof UpstreamError);
  assert.ok(String(error.body).length < 512 * 1024, `${String(error.body).length}`);
});

test("a call that is given up ends with what gave it up, not as a failure of Google's", async (t) => {
  const baseUrl = await serve(t, () => {});
  const controller = new AbortController();
  const asking = ask(baseUrl, controller.signal);
  setTimeout(() => controller.abort(new Error("stopped")), 50);
  const { error } = await asking;
  assert.ok(!(error instanceof UpstreamError), `${error}`);
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

test("HTML from a proxy is internal, whatever its status", async (t) => {
  for (const status of [502, 200]) {
    const baseUrl = await serve(t, (_, response) => {
      response
        .writeHead(status, { "content-type": "text/html" })
        .end("<html><title>Bad Gateway</title></html>");
    });
    assert.equal((await failure(baseUrl)).class, "internal");
  }
});

test("an error inside the stream is read like one before it, with `data:` or without", async (t) => {
  const inString = JSON.stringify(spentForTheDay);
  const bodies = [spentForTheDay, [spentForTheDay], inString];
  for (const frame of bodies.flatMap((body) => [data(body), JSON.stringify(body)])) {
    const baseUrl = await serve(t, (_, response) => {
      sse(response).write(data(chunk("Sa")));
      setImmediate(() => response.end(frame));
    });
    const understood = await failure(baseUrl);
    assert.deepEqual([understood.class, understood.httpStatus], ["rate_day", 429]);
  }
});

test("a stream that breaks off within a frame is internal, and its reason quotes no text", async (t) => {
  const baseUrl = await serve(t, (_, response) => {
    sse(response);
    response.end(data(chunk("Sa")) + data(chunk("private words", "STOP")).slice(0, -20));
  });
  const understood = await failure(baseUrl);
  assert.equal(understood.class, "internal");
  assert.ok(!understood.reason.includes("private"));
});

test("a stream without a finish reason ends with null", async (t) => {
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

test("a STOP in each chunk does not end the answer before the stream ends, or 100 ms after the last", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const read = async (...gaps: number[]) => {
    async function* chunks() {
      for (const [i, word] of ["bir ", "ikki ", "uch"].entries()) {
        yield chunk(word, "STOP") as GenerateContentResponse;
        t.mock.timers.tick(gaps[i] ?? 0);
      }
      await new Promise(() => {}); // hangs
    }
    let text = "";
    for await (const event of eventsOf(chunks())) if (event.type === "text") text += event.text;
    return text;
  };
  assert.equal(await read(90, 90, 101), "bir ikki uch");
  assert.equal(await read(90, 101), "bir ikki ");
});

test("the end names the model version that answered", async (t) => {
  const url = await serve(t, (_, response) => {
    sse(response).end(data({ ...chunk("Salom", "STOP"), modelVersion: "gemini-2.5-flash-002" }));
  });
  const end = (await ask(url)).events.at(-1);
  assert.equal(end?.type === "end" && end.modelVersion, "gemini-2.5-flash-002");
});

test("a model without system instructions gets it in the first turn", async (t) => {
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

test("a model that cannot answer with text is asked once; its list goes on answering with one call", async (t) => {
  const message = "This model only supports Interactions API.";
  const url = await serve(t, (request, response) => {
    if (!request.url?.includes("omni")) return sse(response).end(data(chunk("Salom", "STOP")));
    response
      .writeHead(400)
      .end(JSON.stringify({ error: { code: 400, status: "INVALID_ARGUMENT", message } }));
  });
  const provider = geminiProvider({ baseUrl: url, secretOf: () => secret });
  const board = new Board();
  const models = ["gemini-omni-flash-preview", "gemini-3.6-flash"];
  const list = compileChain({ owner: "tenant", models, keys: [candidate.key] });
  const calls: number[] = [];
  for (let i = 0; i < 3; i++) {
    const { outcome, attempts } = await walk({ chain: list, board, provider, request: question });
    assert.equal(outcome, "answered");
    calls.push(attempts.length);
  }
  assert.deepEqual(calls, [2, 1, 1]);
});

test("a piece without text or thought is a sign of life, not of a model that thinks", async (t) => {
  const url = await serve(t, (_, response) => {
    sse(response).write(data({ usageMetadata: { promptTokenCount: 3 } }));
    response.end(data(chunk("Salom", "STOP")));
  });
  assert.deepEqual(
    (await ask(url)).events.map((event) => (event.type === "text" ? event.text : event.type)),
    ["", "Salom", "end"],
  );
});

test("a refused connection is a network failure; a stream that breaks off is not, since Google was reached", async (t) => {
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

test("a connection is reused even if the stream ends a moment after its last text", async (t) => {
  // However long the machine takes, no timer ends.
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const connections = new Set<unknown>();
  let ended = Promise.withResolvers<void>();
  const url = await serve(t, (request, response) => {
    connections.add(request.socket);
    response.once("close", ended.resolve);
    sse(response).write(data(chunk("Salom", "STOP")));
    setImmediate(() => response.end());
  });
  for (let i = 0; i < 6; i++) {
    ended = Promise.withResolvers<void>();
    assert.equal((await ask(url)).error, null);
    await ended.promise;
    // The end still has to reach fetch, which frees the connection a tick later: the next call may open a second one.
    for (let i = 0; i < 3; i++) await turn();
  }
  assert.ok(connections.size <= 2, `${connections.size} connections for 6 calls`);
});

test("a stream that never ends after its finish reason delays nobody", async (t) => {
  const url = await serve(t, (_, response) => {
    sse(response).write(data(chunk("Salom", "STOP")));
  });
  const { events, error } = await ask(url);
  assert.deepEqual([events.at(-1)!.type, error], ["end", null]);
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

test("the header Retry-After reaches the rules", async (t) => {
  const baseUrl = await serve(t, (_, response) => {
    response.writeHead(429, { "retry-after": "77" }).end(JSON.stringify(spentForTheMinute));
  });
  const { error } = await ask(baseUrl);
  assert.ok(error instanceof UpstreamError);
  const { httpStatus, body, networkCode, headers } = error;
  const understood = understand({ kind: "error", httpStatus, body, networkCode, headers }, 0);
  assert.deepEqual(understood.deadline, { at: 77_000 });
});

test("an error that quotes the call's own key contains no part of it, whatever the key's shape", async (t) => {
  const own = "own-key-of-an-unknown-shape";
  const baseUrl = await serve(t, (_, response) => {
    response.writeHead(403).end(JSON.stringify({ error: { code: 403, message: `Denied: ${own}.` } }));
  });
  const { error } = await ask(baseUrl, undefined, () => own);
  assert.ok(error instanceof UpstreamError);
  assert.deepEqual(error.body, { error: { code: 403, message: "Denied: [key]." } });
});
