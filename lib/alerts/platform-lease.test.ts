import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { holdPlatformBot, passUpdates, releasePlatformBot } from "./platform-lease.ts";

test("one worker at a time has the platform's bot, and the next one goes on where it was, also behind a lower number", async () => {
  const [first, second] = [randomUUID(), randomUUID()];
  assert.equal(await holdPlatformBot(first), 0);
  assert.equal(await holdPlatformBot(second), null);
  await passUpdates(second, 7);
  await passUpdates(first, 900_001);
  assert.equal(await holdPlatformBot(first), 900_001);
  await passUpdates(first, 6);
  await releasePlatformBot(first);
  assert.equal(await holdPlatformBot(second), 6);
});
