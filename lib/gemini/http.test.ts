import assert from "node:assert/strict";
import test from "node:test";
import { UpstreamError } from "../fallback/index.ts";
import { serve } from "./fixtures/serve.ts";
import { assertSendable, fetchUpstream } from "./http.ts";
import { understand } from "./understand.ts";

/** Calls it with a key, and expects a failure. */
async function failure(url: string): Promise<UpstreamError> {
  const headers = { "x-goog-api-key": "AQ.Ab8RN6-secret-of-the-test" };
  const error = await fetchUpstream(url, { method: "POST", headers, body: "{}" }, "secret").catch(
    (error: unknown) => error,
  );
  assert.ok(error instanceof UpstreamError);
  return error;
}

test("a key that no header can carry is key_invalid and is not quoted", () => {
  assert.throws(
    () => assertSendable("kalit с кириллицей"),
    (error: UpstreamError) => {
      const { httpStatus, body, networkCode } = error;
      assert.equal(understand({ kind: "error", httpStatus, body, networkCode }, 0).class, "key_invalid");
      return !JSON.stringify(body).includes("кириллицей");
    },
  );
});

test("an error body that breaks off is read as far as it arrived", async (t) => {
  const url = await serve(t, (_, response) => {
    response.writeHead(429, { "content-length": 100 });
    response.write('{"error": {"code": 429', () => response.destroy());
  });
  assert.equal((await failure(url)).body, '{"error": {"code": 429');
});

test("an error whose body never ends is read as far as it came within a second", async (t) => {
  const url = await serve(t, (_, response) => {
    response.writeHead(429, { "content-type": "application/json" });
    response.write('{"error": {"code": 429}}');
  });
  const { httpStatus, body } = await failure(url);
  assert.deepEqual([httpStatus, body], [429, { error: { code: 429 } }]);
});

test("a redirect is not followed: neither key nor question go to another address", async (t) => {
  let asked = 0;
  const elsewhere = await serve(t, (_, response) => {
    asked++;
    response.end();
  });
  const url = await serve(t, (_, response) => {
    response.writeHead(307, { location: elsewhere }).end();
  });
  assert.equal((await failure(url)).httpStatus, 307);
  assert.equal(asked, 0);
});
