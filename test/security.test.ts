// docs/security.md names a test for each promise; a renamed or deleted test must not leave its promise standing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const document = readFileSync("docs/security.md", "utf8");
/** `file`: “name” */
const named = [...document.matchAll(/`([^`\s]+\.(?:test|spec)\.ts)`: “([^”]+)”/g)].map(
  ([, file = "", name = ""]) => ({
    file,
    name,
  }),
);
/** Rows of the table of ASVS: number, requirement, state. */
const points = [...document.matchAll(/^\| (V\d+\.\d+\.\d+) \|[^|]+\| (.+) \|$/gm)].map(
  ([, id = "", state = ""]) => ({
    id,
    state,
  }),
);

test("every test that docs/security.md names exists under that name", () => {
  assert.ok(named.length > 40);
  const missing = named.filter(({ file, name }) => !readFileSync(file, "utf8").includes(name));
  assert.deepEqual(missing, []);
});

test("36 points of ASVS are listed, each once, with a test or with no and the reason", () => {
  assert.equal(new Set(points.map(({ id }) => id)).size, 36);
  assert.equal(points.length, 36);
  const vague = points.filter(({ state }) => !/^✔ `[^`]+`: “/.test(state) && !/^no: \S.{15,}/.test(state));
  assert.deepEqual(vague, []);
});
