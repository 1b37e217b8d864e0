// Requests of webhooks, against a server on this machine.
import "#test/environment.ts";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import test, { after, afterEach } from "node:test";
import { within } from "#test/within.ts";
import { env } from "../env.ts";
import { isPublicAddress } from "../public-address.ts";
import { seal } from "../secrets.ts";
import type { Note, ToldCause } from "./notes.ts";
import { isWebhookAddress } from "./settings.ts";
import type { Way } from "./ways.ts";
import { postWebhook, signatureOf } from "./webhook-request.ts";

interface Received {
  method: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}
const received: Received[] = [];
let answer: RequestListener = (_, response) => response.end();
const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  received.push({ method: request.method, headers: request.headers, body });
  answer(request, response);
});
await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
const { port } = server.address() as AddressInfo;
after(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => {
  received.length = 0;
  answer = (_, response) => response.end();
  env().ALERTS_PRIVATE_ADDRESSES = true;
});
env().ALERTS_PRIVATE_ADDRESSES = true;

const SECRET = "whsec_test";
const ids = { id: "0198f0a0-0000-7000-8000-000000000001", tenantId: "0198f0a0-0000-7000-8000-000000000002" };
const tenant = { name: "Shop", slug: "shop" };
const note = (more: Partial<Note> = {}): Note => ({
  ...{ id: ids.id, event: "opened", tries: 0, createdAt: new Date("2026-11-26T05:00:00Z"), replyTo: null },
  ...more,
});
const causes: ToldCause[] = [
  {
    ...{
      id: 7,
      kind: "key_refused",
      subject: "k1",
      openedAt: new Date("2026-11-26T04:59:59Z"),
      solvedAt: null,
    },
    facts: { name: "Key 1 (…9f3c)", class: "key_blocked" },
  },
];
function post(url: string, more: Partial<Note> = {}, of = causes) {
  const secret = seal(SECRET, { tenantId: ids.tenantId, table: "AlertWay", rowId: ids.id, column: "secret" });
  const way = { ...ids, channel: "webhook", url, secret } as Way;
  return postWebhook(way, note(more), of, tenant);
}
const local = `http://127.0.0.1:${port}/hook?shop=1`;

test("a webhook gets the causes as JSON, signed over the time and the body", async () => {
  assert.deepEqual(await post(local), { ok: true, status: 200, againMs: 5_000 });
  const [request] = received;
  assert.ok(request);
  const [, time = "", mac = ""] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request.headers["x-botfactory-signature"])) ?? [];
  assert.ok(Math.abs(Date.now() / 1_000 - Number(time)) < 120);
  assert.equal(mac, createHmac("sha256", SECRET).update(`${time}.${request.body}`).digest("hex"));
  assert.deepEqual([request.method, request.headers["content-type"]], ["POST", "application/json"]);
  assert.equal(request.headers["x-botfactory-delivery"], ids.id);
  assert.deepEqual(JSON.parse(request.body), {
    id: ids.id,
    event: "opened",
    at: "2026-11-26T05:00:00.000Z",
    tenant: "shop",
    causes: [
      {
        id: "7",
        kind: "key_refused",
        severity: "critical",
        subject: { type: "key", id: "k1", name: "Key 1 (…9f3c)" },
        text: "Key 1 (…9f3c): Google has blocked this key, for instance because it was leaked. Replace it.",
        url: `${env().PUBLIC_URL}/shop/keys#key=k1`,
        openedAt: "2026-11-26T04:59:59.000Z",
        solvedAt: null,
      },
    ],
    more: 0,
  });
});

test("the signature depends on the secret, the time and the body", () => {
  const same = signatureOf("s", "body", 1);
  assert.equal(signatureOf("s", "body", 1), same);
  for (const other of [signatureOf("t", "body", 1), signatureOf("s", "bodx", 1), signatureOf("s", "body", 2)])
    assert.notEqual(other.split("v1=")[1], same.split("v1=")[1]);
});

test("a refusal is tried again later and later, and given up after seven tries; a test is not repeated", async () => {
  answer = (_, response) => response.writeHead(503).end();
  const pauses = [];
  for (let tries = 0; tries <= 7; tries++) pauses.push((await post(local, { tries })).againMs);
  assert.deepEqual(pauses, [5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 18_000_000, null]);
  assert.deepEqual(await post(local, { event: "test" }), { ok: false, status: 503, againMs: null });
});

test("a redirect is not followed", async () => {
  answer = (_, response) => response.writeHead(302, { location: `http://127.0.0.1:${port}/secret` }).end();
  const { ok, status } = await post(local);
  assert.deepEqual([ok, status, received.length], [false, 302, 1]);
});

test("an answer without an end is not waited for", { timeout: within(5_000) }, async () => {
  answer = (_, response) => {
    response.writeHead(200);
    response.write("x".repeat(100_000));
  };
  assert.equal((await post(local)).ok, true);
});

test("no request goes to a private address, by number or by a name that leads there, unless the operator allows it", async () => {
  env().ALERTS_PRIVATE_ADDRESSES = false;
  for (const host of [
    ...["127.0.0.1", "localhost", "0.0.0.0", "127.1", "0x7f000001", "2130706433", "017700000001"],
    ...["[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]"],
  ]) {
    const { ok, error } = await post(`http://${host}:${port}/`);
    assert.deepEqual([ok, error], [false, "The address leads into a private network."], host);
  }
  assert.equal(received.length, 0);
});

test("addresses of private, shared, local and documentation networks are no public ones", () => {
  for (const address of [
    ...["10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"],
    ...["255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::", "::1", "fe80::1", "fc00::1"],
    ...["::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1", "ff02::1", "not an address"],
  ])
    assert.equal(isPublicAddress(address), false, address);
  for (const address of ["8.8.8.8", "1.1.1.1", "2606:4700::1111"])
    assert.equal(isPublicAddress(address), true, address);
});

test("an address of a webhook is of http or https and holds no password", () => {
  for (const url of ["https://example.com/hook?x=1", "http://example.com:8080"])
    assert.equal(isWebhookAddress(url), true, url);
  for (const url of ["", "example.com", "ftp://example.com", "file:///etc/passwd", "https://u:p@example.com"])
    assert.equal(isWebhookAddress(url), false, url);
});

test("500 causes go in one request, and what is beyond is counted", async () => {
  const many = Array.from({ length: 501 }, (_, id) => ({ ...causes[0]!, id })); // causes is not empty
  await post(local, {}, many);
  const body = JSON.parse(received[0]?.body ?? "");
  assert.deepEqual([body.causes.length, body.more], [500, 1]);
});
