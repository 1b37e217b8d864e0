import assert from "node:assert/strict";
import test from "node:test";
import { mayReadMetrics } from "./metrics-access.ts";

test("on loopback the metrics need no token; elsewhere without one nobody reads them", () => {
  for (const WORKER_HOST of ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
    assert.equal(mayReadMetrics(undefined, { WORKER_HOST }), true, WORKER_HOST);
  for (const WORKER_HOST of ["0.0.0.0", "::", "10.0.0.5", "127.evil.example"])
    assert.equal(mayReadMetrics("Bearer ", { WORKER_HOST }), false, WORKER_HOST);
});

test("a token that is set is asked for everywhere", () => {
  const METRICS_TOKEN = "a token of the tests";
  for (const WORKER_HOST of ["127.0.0.1", "0.0.0.0"]) {
    assert.equal(mayReadMetrics(`Bearer ${METRICS_TOKEN}`, { METRICS_TOKEN, WORKER_HOST }), true);
    for (const given of [undefined, "", METRICS_TOKEN, `Bearer ${METRICS_TOKEN}x`])
      assert.equal(mayReadMetrics(given, { METRICS_TOKEN, WORKER_HOST }), false);
  }
});
