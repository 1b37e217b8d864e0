import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { z } from "zod";
import { listen } from "./listen.ts";
import { notify, packed } from "./notify.ts";

test("an invalid message is skipped, and later ones are received", async (t) => {
  const heard: number[] = [];
  const all = Promise.withResolvers<void>();
  const listener = await listen({
    channel: "test_messages",
    message: z.object({ n: z.int() }),
    onMessage({ n }) {
      heard.push(n);
      if (n === 2) all.resolve();
    },
    onConnect: async () => {},
  });
  t.after(() => listener.stop());
  await notify("test_messages", [{ n: 1 }, { n: "one" }, ["n"], { n: 2 }]);
  await all.promise;
  assert.deepEqual(heard, [1, 2]);
});

test("items are packed in order into as few payloads as Postgres allows", () => {
  const items = Array.from({ length: 500 }, (_, i) => `${i} ${"oʻ".repeat(i % 90)}`);
  const messages = packed(items, (some) => ({ from: "worker", items: some }));
  assert.deepEqual(
    messages.flatMap((message) => ("items" in message ? message.items : [])),
    items,
  );
  const sizes = messages.map((message) => Buffer.byteLength(JSON.stringify(message)));
  assert.ok(Math.max(...sizes) < 8_000, `the largest has ${Math.max(...sizes)} bytes`);
  assert.ok(Math.min(...sizes.slice(0, -1)) > 7_500, "each but the last is as full as can be");
});

test("no items need no message", () => {
  assert.deepEqual(
    packed([], (some) => ({ some })),
    [],
  );
});
