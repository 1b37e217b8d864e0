import assert from "node:assert/strict";
import { once } from "node:events";
import test from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { freePort } from "#test/ports.ts";
import { within } from "#test/within.ts";
import { UpstreamError } from "../fallback/index.ts";
import { networkCode } from "../network-code.ts";
import { serve } from "./fixtures/serve.ts";
import { assertSendable, callUpstream, parsed } from "./http.ts";
import { understand } from "./understand.ts";

/** Calls it with a key, and expects a failure. */
async function failure(url: string): Promise<UpstreamError> {
  const headers = { "x-goog-api-key": "AQ.Ab8RN6-secret-of-the-test" };
  const { signal } = new AbortController();
  const call = { method: "POST", headers, body: "{}", signal } as const;
  const error = await callUpstream(url, call, "secret").catch((error: unknown) => error);
  assert.ok(error instanceof UpstreamError);
  return error;
}

test("a key that no header can carry is key_invalid and is not quoted", () => {
  for (const secret of ["kalit с кириллицей", "кириллица-AQ.x", "AQ.x\ny", ""]) {
    assert.throws(
      () => assertSendable(secret),
      (error: UpstreamError) => {
        const { httpStatus, body, networkCode } = error;
        assert.equal(understand({ kind: "error", httpStatus, body, networkCode }, 0).class, "key_invalid");
        assert.match(JSON.stringify(body), /characters that no key has/);
        return !/кириллиц|AQ/.test(JSON.stringify(body));
      },
    );
  }
  assertSendable("AQ.any-visible~character");
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

test("an error body of less than 64 KB is read whole, in letters that arrive in two halves", async (t) => {
  const words = Buffer.from("ҳа ".repeat(5_000));
  const url = await serve(t, async (_, response) => {
    response.writeHead(500);
    for (const piece of [words.subarray(0, 10_001), words.subarray(10_001, 20_001), words.subarray(20_001)]) {
      await new Promise<void>((done) => response.write(piece, () => done()));
      // It arrives by itself.
      for (let turns = 0; turns < 5; turns++) await turn();
    }
    response.end();
  });
  assert.equal((await failure(url)).body, words.toString());
});

test("of a longer error body the rest is not downloaded: the connection closes", {
  timeout: within(10_000),
}, async (t) => {
  const closed = Promise.withResolvers<void>();
  const url = await serve(t, async (_, response) => {
    response.once("close", closed.resolve).writeHead(500);
    const piece = "x".repeat(16 * 1024);
    while (!response.destroyed) {
      if (!response.write(piece)) await Promise.race([once(response, "drain"), closed.promise]);
      await turn();
    }
  });
  assert.ok(String((await failure(url)).body).length > 64 * 1024);
  await closed.promise;
});

test("an error without a body, and without the headers that rules look at, has neither", async (t) => {
  const url = await serve(t, (_, response) => response.writeHead(304, { "x-other": "1" }).end());
  const { httpStatus, body, headers } = await failure(url);
  assert.deepEqual([httpStatus, body, headers], [304, null, {}]);
});

test("a refused connection is told by its code, and the code is looked for in the error and its cause", async () => {
  assert.equal((await failure(`http://127.0.0.1:${await freePort()}`)).networkCode, "ECONNREFUSED");
  const coded = Object.assign(new Error("no"), { code: "ECONNRESET" });
  assert.equal(networkCode(coded), "ECONNRESET");
  assert.equal(networkCode(new TypeError("fetch failed", { cause: coded })), "ECONNRESET");
  for (const other of [new Error("no"), new Error("no", { cause: new Error("no") }), { code: 5 }]) {
    assert.equal(networkCode(other), "CONNECTION_FAILED");
  }
});

test("a body is JSON, else its text; white space is no body", () => {
  assert.deepEqual(["[1]", "<html>", " \n"].map(parsed), [[1], "<html>", null]);
});
