// npm runs the install scripts only of packages that package.json names.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

interface Manifest {
  allowScripts: Record<string, boolean>;
}
interface Lock {
  packages: Record<string, { hasInstallScript?: boolean }>;
}

test("package.json allows or denies the install script of every package that has one, on any platform", () => {
  const { allowScripts } = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as Lock;
  const withScript = Object.entries(packages).flatMap(([path, { hasInstallScript }]) =>
    path && hasInstallScript ? [path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)] : [],
  );
  assert.deepEqual(Object.keys(allowScripts).sort(), [...new Set(withScript)].sort());
});
