// The way out through HTTPS_PROXY, with a real proxy that opens tunnels, and a process that calls what a worker calls.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { promisify } from "node:util";
import { reachFaultOf } from "#lib/reach.ts";
import { makeCertificate } from "#test/certificate.ts";

const certificate = makeCertificate();
const authority = join(tmpdir(), `botfactory-proxy-${process.pid}.pem`);
writeFileSync(authority, certificate.cert);
after(() => rmSync(authority));

async function listening<
  S extends { listen: Server["listen"]; address: Server["address"]; close(): unknown },
>(server: S): Promise<number> {
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  after(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const user = { id: 1, is_bot: true, first_name: "Shop", username: "shop_bot" };
const telegram = await listening(
  createHttps(certificate, (request, response) => {
    const models = { models: [], result: request.url?.includes("getUpdates") ? [] : user };
    request.resume().on("end", () => response.end(JSON.stringify({ ok: true, ...models })));
  }),
);
const beside = await listening(createServer((_, response) => response.end("ok")));

/** @param opens whether it opens tunnels */
async function makeProxy(opens: boolean) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`plain ${request.url}`);
    response.end();
  });
  server.on("connect", ({ url = "", headers }, socket) => {
    seen.push(`${url} ${headers["proxy-authorization"] ?? ""}`);
    socket.on("error", () => undefined);
    if (!opens) return socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    const upstream = connect(telegram, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on("error", () => socket.destroy());
  });
  return { address: `http://user:word@127.0.0.1:${await listening(server)}`, seen };
}

async function outward(host: string, variables: Record<string, string>): Promise<Record<string, string>> {
  const { stdout } = await promisify(execFile)(process.execPath, ["bots/fixtures/outward.ts"], {
    env: {
      ...{
        PATH: process.env.PATH,
        NODE_ENV: "test",
        NODE_EXTRA_CA_CERTS: authority,
        BESIDE: `http://127.0.0.1:${beside}/`,
      },
      ...{ TELEGRAM_API_ROOT: `https://${host}:${telegram}`, ...variables },
    },
  });
  return JSON.parse(stdout);
}

const all = { call: "ok", poll: "ok", file: "ok", token: "ok", models: "ok", typed: "ok" };

test("Telegram and Google are reached through the tunnel, with its password; what a member typed, and http, is not", async () => {
  const { address, seen } = await makeProxy(true);
  for (const name of ["HTTPS_PROXY", "https_proxy"]) {
    seen.length = 0;
    assert.deepEqual(await outward("localhost", { [name]: address, HTTP_PROXY: address }), all);
    const password = `Basic ${Buffer.from("user:word").toString("base64")}`;
    assert.deepEqual([...new Set(seen)], [`localhost:${telegram} ${password}`]);
  }
});

test("hosts of NO_PROXY are reached directly", async () => {
  const { address, seen } = await makeProxy(true);
  const direct = { HTTPS_PROXY: address, NO_PROXY: "example.com,localhost" };
  assert.deepEqual(await outward("localhost", direct), all);
  assert.deepEqual(seen, []);
});

test("a proxy that opens no tunnel is to blame, not the token and the key", async () => {
  const { address } = await makeProxy(false);
  const said = await outward("localhost", { HTTPS_PROXY: address });
  assert.deepEqual([said.call, said.poll, said.typed], ["ERR_PROXY_TUNNEL", "ERR_PROXY_TUNNEL", "ok"]);
  // Node's fetch gives no code.
  assert.equal(said.token, "CONNECTION_FAILED");
  for (const code of ["ERR_PROXY_TUNNEL", "CONNECTION_FAILED"]) assert.ok(reachFaultOf(code));
  assert.notEqual(said.models, "ok");
});
