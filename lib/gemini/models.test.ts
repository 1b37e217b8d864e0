import assert from "node:assert/strict";
import test from "node:test";
import { FOREIGN_ANSWER, reachFaultOf } from "../reach.ts";
import { serve } from "./fixtures/serve.ts";
import { checkKey, listModels } from "./models.ts";

const secret = "AIzaSyTest-of-listing";

test("every page of ListModels is read, names lose their prefix, and the key is sent in a header only", async (t) => {
  const asked: string[] = [];
  const baseUrl = await serve(t, (request, response) => {
    asked.push(`${request.url} ${request.headers["x-goog-api-key"]}`);
    const second = request.url!.includes("pageToken=next");
    const flash = {
      name: "models/gemini-2.5-flash",
      displayName: "Gemini 2.5 Flash",
      inputTokenLimit: 1048576,
      supportedGenerationMethods: ["generateContent"],
      thinking: true,
    };
    const body = second ? { models: [{ name: "models/other" }] } : { models: [flash], nextPageToken: "next" };
    response.end(JSON.stringify(body));
  });
  const models = await listModels(secret, { baseUrl });
  assert.deepEqual(models, [
    {
      name: "gemini-2.5-flash",
      displayName: "Gemini 2.5 Flash",
      description: "",
      inputTokenLimit: 1048576,
      outputTokenLimit: null,
      methods: ["generateContent"],
      thinks: true,
    },
    {
      name: "other",
      displayName: "other",
      description: "",
      inputTokenLimit: null,
      outputTokenLimit: null,
      methods: [],
      thinks: false,
    },
  ]);
  assert.deepEqual(asked, [
    `/v1beta/models?pageSize=1000 ${secret}`,
    `/v1beta/models?pageSize=1000&pageToken=next ${secret}`,
  ]);
});

test("a refused key gives its class and a reason without the key", async (t) => {
  const baseUrl = await serve(t, (_, response) => {
    const details = [{ reason: "API_KEY_INVALID" }];
    const error = { code: 400, status: "INVALID_ARGUMENT", message: `API key ${secret} not valid.`, details };
    response.writeHead(400).end(JSON.stringify({ error }));
  });
  const checked = await checkKey(secret, { baseUrl });
  assert.ok(!checked.ok);
  assert.equal(checked.failure.class, "key_invalid");
  assert.equal(checked.failure.reason, "API_KEY_INVALID: API key [key] not valid.");
});

test("at most twenty pages are read, however many there are", async (t) => {
  let asked = 0;
  const baseUrl = await serve(t, (_, response) => {
    response.end(JSON.stringify({ models: [{ name: `models/m${++asked}` }], nextPageToken: "more" }));
  });
  assert.equal((await listModels(secret, { baseUrl })).length, 20);
  assert.equal(asked, 20);
});

test("a key that works comes back with its models", async (t) => {
  const baseUrl = await serve(t, (_, response) => response.end("{}"));
  assert.deepEqual(await checkKey(secret, { baseUrl }), { ok: true, models: [] });
});

test("if Google does not answer, or a proxy does, the key is not blamed", async (t) => {
  const silent = await serve(t, () => {});
  const timedOut = await checkKey(secret, { baseUrl: silent, signal: AbortSignal.abort() });
  assert.ok(!timedOut.ok && timedOut.failure.class === "timeout");
  for (const [status, text] of [
    [200, "<html>Sign in to the hotel</html>"],
    [302, ""],
    [400, "Bad request"],
    [401, "<html>Who are you?</html>"],
    [404, "Not found"],
  ] as const) {
    const proxy = await serve(t, (_, response) => response.writeHead(status).end(text));
    const page = await checkKey(secret, { baseUrl: proxy });
    assert.ok(!page.ok);
    assert.deepEqual([page.failure.class, page.failure.reason], ["timeout", FOREIGN_ANSWER], `${status}`);
  }
  const away = await checkKey(secret, { baseUrl: "http://google.invalid" });
  assert.ok(!away.ok && away.failure.class === "timeout" && reachFaultOf(away.failure.reason) === "dns");
});
