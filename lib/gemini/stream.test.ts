// Bodies piece by piece, as servers and proxies send them; provider.test.ts has them over HTTP.
import assert from "node:assert/strict";
import test from "node:test";
import { within } from "#test/within.ts";
import { UpstreamError } from "../fallback/index.ts";
import { chunksOf } from "./stream.ts";

const chunk = (text: string) => ({ candidates: [{ content: { parts: [{ text }] } }] });
const data = (value: unknown, end = "\n\n") => `data: ${JSON.stringify(value)}${end}`;
const error = { error: { code: 500, message: "own-key failed" } };

/** What came of a body that arrives in these pieces. @param ends false: the connection stays open */
async function read(pieces: readonly (string | Uint8Array)[], ends = true) {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces)
        controller.enqueue(typeof piece === "string" ? encoder.encode(piece) : piece);
      if (ends) controller.close();
    },
  });
  const texts: unknown[] = [];
  try {
    for await (const { candidates } of chunksOf(new Response(body), "own-key")) {
      texts.push(candidates?.[0]?.content.parts[0]?.text);
    }
  } catch (thrown) {
    assert.ok(thrown instanceof UpstreamError, `${thrown}`);
    return { texts, failed: thrown };
  }
  return { texts, failed: null };
}
const byteByByte = (text: string) => [...new TextEncoder().encode(text)].map((byte) => Uint8Array.of(byte));

test("events and arrays may be split anywhere, within a letter too", async () => {
  const words = ["Oʻzbekcha ", "ҳа 👍"];
  const array = JSON.stringify(words.map(chunk), null, 2).replace(",\n", ",\n\n");
  for (const text of [words.map((word) => data(chunk(word))).join(""), array, `  \r\n${array}`]) {
    for (const pieces of [[text], byteByByte(text)]) {
      assert.deepEqual(await read(pieces), { texts: words, failed: null });
    }
  }
});

test("white space of its own before an array does not make it a stream of events", async () => {
  const array = `[${JSON.stringify(chunk("a"))},\n\n${JSON.stringify(chunk("b"))}]`;
  assert.deepEqual(await read([" \n ", array]), { texts: ["a", "b"], failed: null });
});

test("a last event without its blank line counts, with or without a space; a comment at the end does not", async () => {
  for (const last of [data(chunk("b"), ""), data(chunk("b"), "").replace(" ", "")]) {
    assert.deepEqual(await read([data(chunk("a")), last]), { texts: ["a", "b"], failed: null });
    assert.deepEqual(await read([last]), { texts: ["b"], failed: null });
  }
  const comment = ': bye {"a": 1}';
  assert.deepEqual(await read([data(chunk("a")), comment]), { texts: ["a"], failed: null });
});

test("an error without `data:` after a long stream is found at its end", async () => {
  const long = Array.from({ length: 100 }, () => data(chunk("x".repeat(500))));
  for (const gap of ["\n\n", "\r\n\r\n", "\r\r"]) {
    const events = long.map((event) => event.replace("\n\n", gap));
    const { texts, failed } = await read([...events, JSON.stringify(error)]);
    assert.equal(texts.length, 100);
    assert.equal(failed?.httpStatus, 200);
    assert.deepEqual(failed?.body, { error: { code: 500, message: "[key] failed" } });
  }
});

test("an error ends the stream at once, though the connection stays open; what came before it counts, what follows does not", {
  timeout: within(10_000),
}, async () => {
  const { texts, failed } = await read([data([chunk("a"), error, chunk("b")]), data(chunk("c"))], false);
  assert.deepEqual(texts, ["a"]);
  assert.ok(failed);
});

test("no part of the call's own key is in an error inside a stream, however it is framed", async () => {
  for (const body of [data(error), data([error]), JSON.stringify([error]), data(JSON.stringify(error))]) {
    const { failed } = await read([body]);
    assert.ok(failed);
    assert.doesNotMatch(JSON.stringify(failed.body), /own-key/);
  }
});

test("an event that is no object is an error, and a body that is missing has no chunks", async () => {
  for (const value of [null, 1, "text"]) {
    const { texts, failed } = await read([data(value)]);
    assert.deepEqual([texts, failed?.body], [[], value]);
  }
  for await (const none of chunksOf(new Response(null), "own-key")) assert.fail(`${none}`);
});
