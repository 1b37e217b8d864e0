// Google's client library against the sandbox.
import assert from "node:assert/strict";
import test from "node:test";
import { GoogleGenerativeAI, type GoogleGenerativeAIFetchError } from "@google/generative-ai";
import { question, serveSandbox, type TestSandbox } from "../testing.ts";
import type { GeminiCall } from "./gemini.ts";

const modelOf = ({ url }: TestSandbox, name = "gemini-2.5-flash") =>
  new GoogleGenerativeAI("AQ.one").getGenerativeModel(
    { model: name, systemInstruction: "Be kind." },
    { baseUrl: url },
  );

const calls = async ({ control }: TestSandbox) =>
  (await control<{ calls: GeminiCall[] }>("GET", "gemini/calls?after=0")).calls;

/** Reads a stream to its end. @returns its pieces and how it ended */
async function read(at: TestSandbox, text: string, signal?: AbortSignal) {
  const pieces: string[] = [];
  try {
    const { stream, response } = await modelOf(at).generateContentStream(text, { signal });
    response.catch(() => {});
    let finish: string | undefined;
    for await (const chunk of stream) {
      pieces.push(chunk.text());
      finish = chunk.candidates?.[0]?.finishReason ?? finish;
    }
    return { pieces, text: pieces.join(""), finish, error: null };
  } catch (error) {
    return { pieces, text: pieces.join(""), finish: undefined, error: error as Error };
  }
}

test("a stream sends several pieces with token counts, and the call record has the key and the question", async (t) => {
  const at = await serveSandbox(t);
  await at.control("PUT", "gemini/reply", { mode: "echo" });
  const history = [
    { role: "user", parts: [{ text: "Hi" }] },
    { role: "model", parts: [{ text: "Hello" }] },
  ];
  const chat = modelOf(at).startChat({ history });
  const { stream, response } = await chat.sendMessageStream("How are you today, my friend?");
  let pieces = 0;
  for await (const _ of stream) pieces++;
  assert.ok(pieces > 1);
  const whole = await response;
  assert.equal(whole.text(), "gemini-2.5-flash: How are you today, my friend?");
  assert.equal(whole.candidates?.[0]?.finishReason, "STOP");
  assert.ok(whole.usageMetadata!.promptTokenCount > 0 && whole.usageMetadata!.candidatesTokenCount > 0);
  const [call] = await calls(at);
  assert.deepEqual(
    [call?.key, call?.project, call?.model, call?.method, call?.status, call?.outcome],
    ["AQ.one", "alfa", "gemini-2.5-flash", "streamGenerateContent", 200, "ok"],
  );
  assert.deepEqual(
    [call?.text, call?.contents, call?.system],
    ["How are you today, my friend?", 3, "Be kind."],
  );
});

test("refusals reach the client as its error class, with Google's details", async (t) => {
  const at = await serveSandbox(t);
  await at.control("PUT", "gemini/keys", { "AQ.one": { state: "invalid" } });
  const error = await modelOf(at)
    .generateContentStream("hello")
    .then(
      () => assert.fail("it was answered"),
      (refused: GoogleGenerativeAIFetchError) => refused,
    );
  assert.equal(error.status, 400);
  assert.equal(error.errorDetails?.[0]?.reason, "API_KEY_INVALID");
  const [call] = await calls(at);
  assert.equal(call?.text, "hello", "the record knows the question, though it was refused");
});

test("streams break in every configured way", async (t) => {
  const at = await serveSandbox(t);
  await at.control("PUT", "gemini/reply", { mode: "fixed", text: "one two three four five six" });
  const set = (behaviour: object) =>
    at.control("PUT", "gemini/models", { "gemini-2.5-flash": { cutAfterTokens: null, ...behaviour } });
  await set({ cutAfterTokens: 4 });
  const cut = await read(at, "hello");
  assert.ok(cut.error, "the connection broke");
  assert.equal(cut.text, "one two three four ");
  await set({ endWithoutFinishAfterTokens: 4 });
  const unfinished = await read(at, "hello");
  assert.deepEqual(
    [unfinished.error, unfinished.text, unfinished.finish],
    [null, "one two three four ", undefined],
  );
  await set({ endWithoutFinishAfterTokens: null, maxTokens: 2 });
  assert.deepEqual(
    [(await read(at, "hello")).text, (await read(at, "hello")).finish],
    ["one two ", "MAX_TOKENS"],
  );
  await set({ maxTokens: null, errorAfterTokens: 3 });
  const inside = await fetch(
    `${at.url}/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse&key=AQ.one`,
    {
      method: "POST",
      body: JSON.stringify(question("hello")),
    },
  );
  assert.match(await inside.text(), /"one two three ".*\r\n\r\ndata: \{"error":\{"code":503,.*\r\n\r\n$/s);
});

test("an answer waits where it is told to, and goes on when it is let go, whatever was set meanwhile", async (t) => {
  const at = await serveSandbox(t);
  await at.control("PUT", "gemini/reply", { mode: "fixed", text: "one two three four five six" });
  const wait = (waitAfterTokens: number | null) => at.control("PUT", "gemini/faults", { waitAfterTokens });
  await wait(0);
  const asking = modelOf(at).generateContentStream("hello");
  while ((await calls(at)).length < 1) await new Promise(setImmediate);
  await at.control("PUT", "gemini/reply", { mode: "fixed", text: "un deux trois quatre cinq six" });
  await wait(1);
  const { stream } = await asking;
  const { value: first } = await stream.next();
  assert.equal(first?.text(), "un deux trois ");
  const rest = stream.next();
  assert.ok(Array.isArray(await Promise.race([rest, calls(at)])), "it waits");
  await wait(null);
  assert.equal((await rest).value?.text(), "quatre cinq six");
  assert.equal((await calls(at))[0]?.outcome, "ok");
  await wait(1);
  const leaving = new AbortController();
  const left = read(at, "hello", leaving.signal);
  while ((await calls(at)).length < 2) await new Promise(setImmediate);
  leaving.abort();
  await left;
  while ((await calls(at))[1]?.outcome !== "hung up") await new Promise(setImmediate);
});

test("an SSE event is `data: `, JSON and two CRLF; without alt=sse answers and errors are a JSON array", async (t) => {
  const at = await serveSandbox(t);
  const post = (query: string, key = "AQ.one") =>
    fetch(`${at.url}/v1beta/models/gemini-2.5-flash:streamGenerateContent${query}`, {
      method: "POST",
      headers: { "x-goog-api-key": key },
      body: JSON.stringify(question("hello")),
    });
  const sse = await post("?alt=sse");
  assert.equal(sse.headers.get("content-type"), "text/event-stream");
  const events = (await sse.text()).split("\r\n\r\n").filter(Boolean);
  assert.ok(events.length > 1 && events.every((event) => JSON.parse(event.replace(/^data: /, ""))));
  assert.ok(((await (await post("")).json()) as object[]).length > 1);
  assert.equal(
    ((await (await post("", "AQ.no")).json()) as { error: { code: number } }[])[0]?.error.code,
    400,
  );
  assert.ok("error" in ((await (await post("?alt=sse", "AQ.no")).json()) as object));
});

test("blocked prompts and empty answers have status 200", async (t) => {
  const at = await serveSandbox(t);
  const blocked = await modelOf(at).generateContent("say something bad [[block]]");
  assert.equal(blocked.response.promptFeedback?.blockReason, "PROHIBITED_CONTENT");
  const empty = await modelOf(at).generateContent("say nothing [[empty]]");
  assert.deepEqual(empty.response.candidates, [
    { content: { role: "model" }, finishReason: "STOP", index: 0 },
  ]);
  assert.equal((await read(at, "[[block]]")).text, "");
});

test("a hanging call is recorded as soon as its client disconnects", async (t) => {
  const at = await serveSandbox(t);
  await at.control("PUT", "gemini/keys", { "AQ.one": { hang: true } });
  const leaving = new AbortController();
  const reading = read(at, "hello", leaving.signal);
  while ((await calls(at))[0]?.outcome !== "hang") await new Promise(setImmediate);
  assert.equal((await calls(at))[0]?.aborted, null);
  leaving.abort();
  assert.ok((await reading).error);
  while (!(await calls(at))[0]?.aborted) await new Promise(setImmediate);
});

test("[[reply:N]] returns N characters of Markdown; answers mention files and use the question's language", async (t) => {
  const at = await serveSandbox(t);
  const ask = async (...parts: Parameters<ReturnType<typeof modelOf>["generateContent"]>) =>
    (await modelOf(at).generateContent(...parts)).response.text();
  const long = await ask("[[reply:9000]]");
  assert.equal(long.length, 9000);
  for (const mark of ["# ", "- ", "**", "```js"]) assert.ok(long.includes(mark));
  assert.match(await ask("Toshkent haqida nima bilasan?"), /^\*\*Yaxshi savol!\*\*[\s\S]*Toshkent/);
  assert.match(await ask("Ўзбекистон ҳақида"), /Яхши савол/);
  assert.match(await ask("Расскажи про Ташкент"), /Хороший вопрос/);
  const data = Buffer.alloc(5000).toString("base64");
  assert.match(
    await ask([{ inlineData: { mimeType: "image/png", data } }, "what is it?"]),
    /^I see an image of 5 KB/,
  );
});

test("models are listed in pages, can be fetched singly, and countTokens works", async (t) => {
  const at = await serveSandbox(t);
  const names: string[] = [];
  for (let token: string | undefined = ""; token !== undefined; ) {
    const { json } = await at.ask(`models?pageSize=5&pageToken=${token}`);
    const page = json as { models: { name: string }[]; nextPageToken?: string };
    names.push(...page.models.map(({ name }) => name));
    token = page.nextPageToken;
  }
  assert.ok(names.length >= 10 && new Set(names).size === names.length);
  assert.ok(names.includes("models/gemini-2.5-flash") && names.includes("models/gemini-embedding-001"));
  const { json } = await at.ask("models/gemini-embedding-001");
  assert.ok(
    !(json as { supportedGenerationMethods: string[] }).supportedGenerationMethods.includes(
      "generateContent",
    ),
  );
  assert.equal((await at.ask("models/gemini-embedding-001:generateContent", question("a"))).status, 404);
  assert.ok((await modelOf(at).countTokens("hello there")).totalTokens > 0);
});
