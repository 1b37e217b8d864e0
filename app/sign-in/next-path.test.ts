import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { nextPath } from "./next-path.ts";

test("a path on this site is kept, with its query and fragment", () => {
  for (const path of [
    "/",
    "/main/bots",
    "/main/models?bot=1&price=a%2Fb",
    "/main/keys?key=1#a",
    "/o'z/%D0%B1",
  ])
    assert.equal(nextPath(path), path);
});

test("whatever leads to another site leads to the start page", () => {
  const elsewhere = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\\evil.example",
    "\t//evil.example",
    "/.//evil.example",
    "/..//evil.example/x",
    "/%2e//evil.example",
    "/a/..//evil.example",
    "https://evil.example",
    "http://here.invalid.evil.example/",
    "javascript:alert(1)",
    "evil.example",
    "@evil.example",
    "//",
    "/.//",
    "/.//[",
    "",
  ];
  for (const next of elsewhere) assert.equal(nextPath(next), "/", JSON.stringify(next));
});

test("anything but a single string leads to the start page", () => {
  for (const next of [undefined, null, ["/main/bots"], {}, 1]) assert.equal(nextPath(next), "/");
});

test("a browser that is sent to the result never leaves the site, whatever the parameter was", () => {
  const part = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "\t",
    "\n",
    " ",
    "%2f",
    "%09",
    "@",
    ":",
    "?",
    "#",
    "evil.example",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 3 })), { maxLength: 8 }), (parts) => {
      const path = nextPath(parts.join(""));
      assert.equal(new URL(path, "https://bots.example").origin, "https://bots.example");
      assert.equal(nextPath(path), path);
    }),
    { numRuns: 10_000, seed: 20_261_125 },
  );
});
