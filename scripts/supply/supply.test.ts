// What npm installs is what the lockfile names, from npm's registry, under licences that are allowed.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import test from "node:test";
import { isAllowed, type Lock, licencesOf } from "./licences.ts";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as Lock;
const packages = Object.entries(lock.packages).filter(([path]) => path !== "");

test("every package of the lockfile has an integrity of SHA-512, also those of other platforms", () => {
  assert.ok(packages.length > 500);
  const without = packages.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""));
  assert.deepEqual(
    without.map(([path]) => path),
    [],
  );
});

test("the lockfile names no host but npm's registry", () => {
  const elsewhere = packages.filter(
    ([, { resolved }]) => resolved && !resolved.startsWith("https://registry.npmjs.org/"),
  );
  assert.deepEqual(elsewhere, []);
});

test("package.json names exact versions", () => {
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, Record<string, string>>;
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  assert.deepEqual(
    versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
    [],
  );
});

test("every package has a licence that is allowed", () => {
  const all = licencesOf(lock);
  assert.ok(all.length > 500);
  assert.deepEqual(
    all.filter(({ licence }) => !isAllowed(licence)),
    [],
  );
});

test("of licences joined by AND each must be allowed, by OR one; an unknown one is not", () => {
  for (const licence of ["MIT", "MIT and ISC", "(MIT OR GPL-3.0-only)", "GPL-3.0-only OR (MIT AND ISC)"])
    assert.ok(isAllowed(licence), licence);
  for (const licence of ["GPL-3.0-only", "MIT AND GPL-3.0-only", "unknown", "SEE LICENSE IN LICENSE", ""])
    assert.ok(!isAllowed(licence), licence);
});

test("npm run licences lists every package, also to a reader that is slow to begin", async () => {
  const child = spawn(process.execPath, ["scripts/licences.ts"], { stdio: ["ignore", "pipe", "inherit"] });
  let listed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    listed += text;
  });
  // Nothing is read meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
  assert.deepEqual(await once(child, "close"), [0, null]);
  assert.equal(listed.trimEnd().split("\n").length, licencesOf(lock).length);
});

test("npm run sbom prints CycloneDX with every package", () => {
  const sbom = JSON.parse(
    execFileSync("npm", ["run", "-s", "sbom"], { encoding: "utf8", maxBuffer: 2 ** 26 }),
  );
  assert.equal(sbom.bomFormat, "CycloneDX");
  const named = new Set(
    sbom.components.map(({ name, version }: { name: string; version: string }) => `${name}@${version}`),
  );
  // A scoped name is split: "@scope" is the component's group.
  const missing = licencesOf(lock).filter(
    ({ name, version }) => !named.has(`${name}@${version}`) && !named.has(`${name.split("/")[1]}@${version}`),
  );
  assert.deepEqual(missing, []);
});
