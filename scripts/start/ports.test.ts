// How the platform finds its own servers.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { type AddressInfo, isIP } from "node:net";
import { networkInterfaces } from "node:os";
import test from "node:test";
import { askedAt } from "../dashboard/own-address.ts";
import { reachable } from "./ports.ts";
import { untilServing } from "./supervise.ts";

const hasIPv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);
const hosts = ["0.0.0.0", "127.0.0.1", "::", ...(hasIPv6 ? ["::1"] : [])];

test("what the platform asks of itself needs no name to be resolved, wherever it listens", async () => {
  for (const host of hosts) {
    const server = createServer((_, response) => response.end());
    await new Promise<void>((done) => server.listen(0, host, done));
    const { port } = server.address() as AddressInfo;
    const asked = askedAt(host);
    assert.ok(isIP(asked.replace(/^\[|\]$/g, "")), asked);
    await untilServing(`http://${asked}:${port}`, AbortSignal.timeout(5_000));
    assert.equal((await fetch(`http://${asked}:${port}`)).status, 200, host);
    server.close();
    server.closeAllConnections();
  }
});

test("an address for people says localhost where a browser on this machine may use it, and the address otherwise", () => {
  assert.deepEqual(["0.0.0.0", "::", "127.0.0.1", "::1"].map(reachable), Array(4).fill("localhost"));
  assert.deepEqual(["192.0.2.7", "2001:db8::7", "shop.internal"].map(reachable), [
    "192.0.2.7",
    "[2001:db8::7]",
    "shop.internal",
  ]);
});
