import assert from "node:assert/strict";
import test from "node:test";
import { deviceName } from "./device-name.ts";

test("browsers and systems are recognised by the name that only they use", () => {
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  const cases = {
    [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/142.0 Safari/537.36`]: "Chrome · Linux",
    [`Mozilla/5.0 (Linux; Android 16) ${webkit} Chrome/142.0 Mobile Safari/537.36`]: "Chrome · Android",
    [`Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/142.0 Safari/537.36 Edg/142.0`]: "Edge · Windows",
    [`Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/142.0 YaBrowser/25.10 Safari/537.36`]:
      "Yandex · Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Safari/604":
      "Safari · iOS",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0": "Firefox · macOS",
  };
  for (const [agent, name] of Object.entries(cases)) assert.equal(deviceName(agent), name);
});

test("an unknown device is shown as it names itself, cut", () => {
  assert.equal(deviceName("robot"), "robot");
  assert.equal(deviceName("x".repeat(100)).length, 40);
  assert.equal(deviceName(""), "");
});
