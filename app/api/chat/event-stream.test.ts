import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { eventStream } from "./event-stream.ts";

/** A stream of two words, between which the bot thinks until the page is gone. */
function stream(gone: AbortSignal, words = ["ready", "over"]) {
  const seen = { ended: 0, tidied: 0 };
  async function* follow(signal: AbortSignal): AsyncGenerator<string, void> {
    try {
      for (const [i, word] of words.entries()) {
        if (i > 0 && words.length > 1)
          await new Promise((done) => {
            if (signal.aborted) done(null);
            signal.addEventListener("abort", done);
          });
        if (signal.aborted) return;
        yield word;
      }
    } finally {
      seen.tidied++;
    }
  }
  const body = eventStream(follow, {
    ...{ gone, said: async (text: string) => ({ text }), onEnd: () => seen.ended++ },
    beat: { everyMs: 5_000, said: { kind: "beat" } },
  });
  return { body, seen };
}

test("a page that has gone before anything was read gives its place back", async () => {
  const { seen } = stream(AbortSignal.abort());
  await sleep(10);
  assert.ok(seen.ended > 0);
});

test("a page that goes while nobody reads gives its place back, and what was followed is told", async () => {
  const page = new AbortController();
  const { seen } = stream(page.signal);
  await sleep(10);
  assert.deepEqual(seen, { ended: 0, tidied: 0 });
  page.abort();
  await sleep(10);
  assert.ok(seen.ended > 0);
  assert.equal(seen.tidied, 1);
});

test("a page that closes while the bot thinks ends it; what is over by itself ends too", async () => {
  const { body, seen } = stream(new AbortController().signal);
  const reader = body.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), 'data: {"text":"ready"}\n\n');
  await reader.cancel();
  await sleep(10);
  assert.ok(seen.ended > 0);
  assert.equal(seen.tidied, 1);

  const short = stream(new AbortController().signal, ["over"]);
  assert.equal(await new Response(short.body).text(), 'data: {"text":"over"}\n\n');
  assert.deepEqual(short.seen, { ended: 1, tidied: 1 });
});
