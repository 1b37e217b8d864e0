// The codes are those that Node throws: two are met here, the others are named in its documentation.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import test from "node:test";
import { freePort } from "#test/ports.ts";
import { networkCode } from "./network-code.ts";
import { FOREIGN_ANSWER, reachFaultOf } from "./reach.ts";

const codeOf = (url: string, signal?: AbortSignal) =>
  fetch(url, { signal: signal ?? null }).then(
    () => "answered",
    (error: unknown) => networkCode(error),
  );

test("a name that is not found, a refused connection and a wrong certificate are faults of this server's way out", async (t) => {
  const notTls = createServer((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n")).listen(0, "127.0.0.1");
  await new Promise((done) => notTls.once("listening", done));
  t.after(() => notTls.close());
  const address = notTls.address();
  const port = typeof address === "object" ? address?.port : 0;
  assert.equal(reachFaultOf(await codeOf(`https://127.0.0.1:${port}/`)), "certificate");
  assert.equal(reachFaultOf(await codeOf(`http://127.0.0.1:${await freePort()}/`)), "blocked");
});

for (const [fault, codes] of Object.entries({
  dns: ["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL"],
  blocked: ["ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH", "EACCES", "EPERM"],
  silent: ["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"],
  certificate: [
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "EPROTO",
  ],
  page: [FOREIGN_ANSWER, "HPE_INVALID_CONSTANT"],
  other: ["CONNECTION_FAILED"],
}))
  test(`of this server's way out: ${fault}`, () => {
    for (const code of codes) assert.equal(reachFaultOf(code), fault, code);
  });

test("a connection that broke, a late answer and the other side's words are not blamed on this server", () => {
  for (const code of [
    "ECONNRESET",
    "UND_ERR_SOCKET",
    "EPIPE",
    "NO_ANSWER_IN_TIME",
    "silent for 15 s",
    "SAFETY",
  ])
    assert.equal(reachFaultOf(code), null, code);
});
