// The link of the first visit names the address where the machine is reached.
import assert from "node:assert/strict";
import test from "node:test";
import { addressesFor } from "./addresses.ts";
import { setupLines } from "./setup-link.ts";
import { terminalQr } from "./terminal-qr.ts";

const at = (address: string, internal = false) => {
  const family = address.includes(":") ? ("IPv6" as const) : ("IPv4" as const);
  return { address, internal, netmask: "", mac: "", cidr: null, family, scopeid: 0 };
};
const interfaces = {
  lo: [at("127.0.0.1", true), at("::1", true)],
  docker0: [at("172.17.0.1")],
  eth0: [at("203.0.113.5"), at("2001:db8::5")],
  wlan0: [at("192.168.1.7")],
};
const on = (host: string, publicUrl?: string) => addressesFor({ publicUrl, host, port: 3000 }, interfaces);

test("the link names PUBLIC_URL if it is set", () => {
  const { here, elsewhere } = on("0.0.0.0", "https://bots.example.com/");
  assert.deepEqual([here, elsewhere], ["https://bots.example.com", []]);
});

test("where the dashboard listens everywhere, the link also names this machine's addresses, without bridges of containers", () => {
  for (const host of ["0.0.0.0", "::"])
    assert.deepEqual(on(host), {
      here: "http://localhost:3000",
      elsewhere: ["http://203.0.113.5:3000", "http://192.168.1.7:3000"],
    });
});

test("where it listens on one address, the link names that address only", () => {
  assert.deepEqual(on("192.168.1.7"), { here: "http://192.168.1.7:3000", elsewhere: [] });
  assert.deepEqual(on("127.0.0.1"), { here: "http://localhost:3000", elsewhere: [] });
});

test("a terminal gets a QR code of the address that other devices reach, a log gets none", () => {
  const addresses = on("0.0.0.0");
  const plain = setupLines(addresses, "ABCDE-FGHJK", false);
  assert.deepEqual(plain, [
    "First visit: http://localhost:3000/setup?code=ABCDE-FGHJK",
    "From another device: http://203.0.113.5:3000/setup?code=ABCDE-FGHJK",
    "From another device: http://192.168.1.7:3000/setup?code=ABCDE-FGHJK",
  ]);
  const code = terminalQr("http://203.0.113.5:3000/setup?code=ABCDE-FGHJK");
  assert.deepEqual(setupLines(addresses, "ABCDE-FGHJK", true), [...plain, code]);
});
