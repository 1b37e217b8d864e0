import assert from "node:assert/strict";
import test from "node:test";
import { isNearlyFull } from "./disk.ts";

test("a disk is nearly full from the limit on, and stays so until two per cent less are used", () => {
  const limit = 90;
  assert.deepEqual(
    [89, 90, 100].map((percent) => isNearlyFull(percent, limit, false)),
    [false, true, true],
  );
  assert.deepEqual(
    [87, 88, 89].map((percent) => isNearlyFull(percent, limit, true)),
    [false, true, true],
  );
});
