import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type TestContext } from "node:test";
import { bare } from "./bare-page.ts";

const page = `<html><head><link rel="stylesheet" href="/_next/static/a.css"/>
<link rel="preload" as="script" fetchPriority="low" href="/_next/static/a.js"/>
<script src="/_next/static/a.js" async="" nonce="n"></script></head>
<body><script nonce="n">theme()</script><p>Кириш</p>
<script nonce="n">self.__next_f.push([1,"a\\nb"])</script><script nonce="n">(self.__next_f=self.__next_f||[]).push([0])</script>
<script type="module" src="/own.ts"></script></body></html>`;

/** A server that answers as Next does: in pieces, with the head sent before the last one. */
async function serve(t: TestContext, answer: (response: ServerResponse) => void) {
  const server = createServer((request: IncomingMessage, response) => {
    bare(request, response);
    answer(response);
  });
  t.after(() => server.close());
  await once(server.listen(0), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const inPieces = (response: ServerResponse) => {
  response.setHeader("content-type", "text/html");
  response.flushHeaders();
  response.write(page.slice(0, 300));
  response.end(page.slice(300));
};

test("the sign-in page keeps its own scripts and loses Next's, in every encoding", async (t) => {
  const url = await serve(t, inPieces);
  for (const encoding of ["br", "gzip", "identity"]) {
    const response = await fetch(`${url}/sign-in?next=%2F`, { headers: { "accept-encoding": encoding } });
    assert.equal(response.headers.get("content-encoding") ?? "identity", encoding);
    const html = await response.text();
    for (const kept of ["a.css", "theme()", "Кириш", "/own.ts"]) assert.ok(html.includes(kept), kept);
    for (const gone of ["a.js", "__next_f"]) assert.ok(!html.includes(gone), gone);
  }
});

test("other pages, and what Next's router asks for, pass as they are", async (t) => {
  const url = await serve(t, inPieces);
  const asked = [
    fetch(`${url}/setup`),
    fetch(`${url}/sign-in-x`),
    fetch(`${url}/sign-in`, { headers: { rsc: "1" } }),
  ];
  for (const response of await Promise.all(asked)) assert.equal(await response.text(), page);
});

test("a redirect stays one", async (t) => {
  const url = await serve(t, (response) => response.writeHead(307, { location: "/main" }).end());
  const response = await fetch(`${url}/sign-in`, { redirect: "manual" });
  assert.deepEqual([response.status, response.headers.get("location")], [307, "/main"]);
});
