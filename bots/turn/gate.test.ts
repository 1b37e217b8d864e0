// What is under way at once: answers of one person, chat, bot or tenant, and bytes of files.
import assert from "node:assert/strict";
import test from "node:test";
import { Gate, GateClosed } from "./gate.ts";

const { signal } = new AbortController();
const of = (key: string, limit: number, weight = 1) => ({ key, limit, weight });
const settled = () => new Promise(setImmediate);

test("as many as the smallest limit allows are under way; each that ends lets the next one in, in order", async () => {
  const gate = new Gate();
  const inside: number[] = [];
  const ends: (() => void)[] = [];
  for (const i of [1, 2, 3, 4])
    void gate.enter([of("person", 2), of("bot", 10)], signal).then((end) => {
      inside.push(i);
      ends.push(end);
    });
  await settled();
  assert.deepEqual(inside, [1, 2]);
  ends[0]?.();
  ends[0]?.();
  await settled();
  assert.deepEqual(inside, [1, 2, 3], "an end counts once");
});

test("who waits for a full limit holds up nobody who names another, and takes no part of the others", async () => {
  const gate = new Gate();
  const end = await gate.enter([of("a", 1), of("all", 3)], signal);
  const waiting = gate.enter([of("a", 1), of("all", 3)], signal);
  await gate.enter([of("b", 1), of("all", 3)], signal);
  await gate.enter([of("c", 1), of("all", 3)], signal);
  end();
  await waiting;
});

test("bytes: what fits goes in, what is larger than all goes in alone, and what waits too long is told", async () => {
  const gate = new Gate();
  const bytes = (weight: number) => gate.enter([of("bytes", 100, weight)], signal, 30);
  const end = await bytes(60);
  await bytes(40);
  await assert.rejects(bytes(1), GateClosed);
  end();
  (await bytes(60))();
  await assert.rejects(bytes(200), GateClosed);
  assert.ok(await new Gate().enter([of("bytes", 100, 200)], signal));
  assert.ok(await gate.enter([of("bytes", 100, 0)], signal), "no files, no wait");
});

test("a wait ends with the turn's signal, and nothing stays taken", async () => {
  const gate = new Gate();
  const end = await gate.enter([of("a", 1)], signal);
  const stopping = new AbortController();
  const waiting = gate.enter([of("a", 1)], stopping.signal);
  stopping.abort(new Error("stopping"));
  await assert.rejects(waiting, /stopping/);
  end();
  await gate.enter([of("a", 1)], signal);
});

test("a place that becomes free just as a waiting turn is given up is not lost", async () => {
  const gate = new Gate();
  const end = await gate.enter([of("a", 1)], signal);
  const stopping = new AbortController();
  const waiting = gate.enter([of("a", 1)], stopping.signal);
  stopping.abort(new Error("stopping"));
  end();
  await assert.rejects(waiting, /stopping/);
  await gate.enter([of("a", 1)], signal, 100);
});
