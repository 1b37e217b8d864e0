// What is sent to Google, and when nothing is.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import type { ServerResponse } from "node:http";
import test from "node:test";
import { compileChain, type ProviderEvent, UpstreamError } from "../fallback/index.ts";
import { serve } from "./fixtures/serve.ts";
import { geminiProvider } from "./provider.ts";
import { keyRemoved } from "./rules.ts";

const keys = [{ id: "k1", label: "Main", last4: "test", project: null }];
const candidate = compileChain({ owner: "tenant", models: ["gemini-2.5-flash"], keys }).candidates[0]!;
const question = { system: "Be brief", history: [{ role: "user", parts: [{ text: "Salom" }] }] } as const;
const { signal } = new AbortController();

function answer(response: ServerResponse): void {
  const candidates = [{ content: { parts: [{ text: "Salom" }] }, finishReason: "STOP" }];
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(`data: ${JSON.stringify({ candidates })}\n\n`);
}

async function read(events: AsyncIterable<ProviderEvent>): Promise<void> {
  for await (const _ of events);
}

test("nothing is asked with a removed key, with one that no header can carry, or for a message that is over", async (t) => {
  let asked = 0;
  const baseUrl = await serve(t, (_, response) => {
    asked++;
    answer(response);
  });
  const ask = async (secretOf: () => string | undefined, of = signal): Promise<unknown> => {
    const asking = read(geminiProvider({ baseUrl, secretOf }).stream(candidate, question, of));
    return asking.catch((error: unknown) => error);
  };
  const removed = await ask(() => undefined);
  assert.ok(removed instanceof UpstreamError);
  assert.deepEqual([removed.httpStatus, removed.body], [null, keyRemoved]);
  const unsendable = await ask(() => "калит");
  assert.ok(unsendable instanceof UpstreamError);
  assert.equal(unsendable.httpStatus, 400);
  const over = new Error("stopped");
  assert.equal(await ask(() => "secret", AbortSignal.abort(over)), over);
  assert.equal(asked, 0);
});

test("a request is JSON, with the system instruction and the configuration where they are given", async (t) => {
  const asked: { type: unknown; body: Record<string, unknown> }[] = [];
  const baseUrl = await serve(t, async (request, response) => {
    let body = "";
    for await (const bytes of request) body += bytes;
    asked.push({ type: request.headers["content-type"], body: JSON.parse(body) });
    answer(response);
  });
  const provider = geminiProvider({ baseUrl, secretOf: () => "secret" });
  const generationConfig = { temperature: 0.5, maxOutputTokens: 100 };
  for (const request of [{ ...question, generationConfig }, { history: question.history }]) {
    await read(provider.stream(candidate, request, signal));
  }
  const systemInstruction = { role: "system", parts: [{ text: "Be brief" }] };
  assert.deepEqual(
    asked.map(({ body }) => body),
    [{ contents: question.history, systemInstruction, generationConfig }, { contents: question.history }],
  );
  assert.deepEqual(
    asked.map(({ type }) => type),
    ["application/json", "application/json"],
  );
  // A walk has one signal for all its calls.
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("a replaced secret is used at once", async (t) => {
  const keys: unknown[] = [];
  const baseUrl = await serve(t, (request, response) => {
    keys.push(request.headers["x-goog-api-key"]);
    answer(response);
  });
  let current = "first-secret";
  const provider = geminiProvider({ baseUrl, secretOf: () => current });
  await read(provider.stream(candidate, question, signal));
  current = "second-secret";
  await read(provider.stream(candidate, question, signal));
  assert.deepEqual(keys, ["first-secret", "second-secret"]);
});

test("a file outside of the heap is sent as the string that it contains, with its length, whatever else the request says", async (t) => {
  const received: { body: string; length: string | undefined }[] = [];
  const baseUrl = await serve(t, async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ body, length: request.headers["content-length"] });
    answer(response);
  });
  const provider = geminiProvider({ baseUrl, secretOf: () => "AQ.secret" });
  const withFiles = (data: (text: string) => string | Blob) => ({
    history: [
      {
        role: "user" as const,
        parts: [
          { inlineData: { mimeType: "image/png", data: data("AAAA") } },
          { text: 'bu "nima"?\n' },
          { inlineData: { mimeType: "text/plain", data: data("QkJC") } },
        ],
      },
    ],
  });
  await read(
    provider.stream(
      candidate,
      withFiles((text) => text),
      signal,
    ),
  );
  const blobs = withFiles((text) => new Blob([text.slice(0, 2), text.slice(2)]));
  // The same file for each call of a walk.
  for (let again = 0; again < 2; again++) await read(provider.stream(candidate, blobs, signal));
  assert.deepEqual(received[1], received[0]);
  assert.deepEqual(received[2], received[0]);
  assert.equal(received[0]?.length, String(Buffer.byteLength(received[0]?.body ?? "")));
});
