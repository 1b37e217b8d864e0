// docs/chain.md and the code say the same about each class.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { type Meaning, meanings } from "./classes.ts";
import { errorClasses } from "./types.ts";

const chain = readFileSync("docs/chain.md", "utf8");
const minute = 60_000;
const hour = 60 * minute;

const withThe = (flag: keyof Meaning) => errorClasses.filter((kind) => meanings[kind][flag]).sort();
/** Classes in the part of the document that the pattern captures. */
function named(pattern: RegExp): string[] {
  const [, part] = chain.match(pattern) ?? [];
  assert.ok(part, `docs/chain.md has nothing like ${pattern}`);
  return [...part.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name).sort();
}

test("each row of the table names the scope that one failure parks, and who is asked next", () => {
  const rows = [...chain.matchAll(/^\| `(\w+)` \|(.+)\|$/gm)];
  assert.ok(rows.length >= errorClasses.length);
  for (const [, name = "", columns = ""] of rows) {
    const cells = columns.split("|").map((cell) => cell.trim());
    const { parks, next = "candidate" } = meanings[name as keyof typeof meanings];
    const scope = cells.at(-3)?.match(/^(\w+|–)/)?.[1];
    if (name !== "model_unfit") assert.equal(scope, parks ?? "–", name);
    assert.equal(cells.at(-1)?.split(";")[0], next, name);
  }
  assert.equal(meanings.model_unfit.parks, "model");
});

test("parks with a known end, and classes on which no answer is promised, are the listed ones", () => {
  assert.deepEqual(withThe("endsByItself"), named(/\*\*A known end\*\* \(([^)]+)\)/));
  assert.deepEqual(withThe("promisesNothing"), named(/Nothing is\s+promised for ([^:]+):/));
});

test("failures that the message itself may have caused, and those that prove a key to work, are the listed ones", () => {
  assert.deepEqual(withThe("followsMessage"), named(/caused every failure of the walk: ([^.]+)\./));
  assert.deepEqual(withThe("provesWorking"), named(/\n(.+) prove that key, project and model work/));
});

test("what several failures prove together parks the wider scope, as long as the notes below the table say", () => {
  const widens = errorClasses.flatMap((kind) => {
    const { widens } = meanings[kind];
    return widens ? [[kind, widens.scope, widens.base, widens.cap] as const] : [];
  });
  assert.deepEqual(Object.fromEntries(widens.map(([kind, ...rest]) => [kind, rest])), {
    internal: ["model", 10_000, 10_000],
    overloaded: ["model", 10_000, 5 * minute],
    model_missing: ["model", 24 * hour, 24 * hour],
    model_denied: ["key", hour, hour],
    timeout: ["egress", 10_000, 10_000],
    egress_refused: ["egress", 5 * minute, 5 * minute],
    location: ["egress", 5 * minute, 5 * minute],
  });
});

test("a key is broken by its own refusal or by its project's; an edit of the key ends what its project or plan caused", () => {
  const project = ["prepaid_empty", "project_blocked", "project_refused"];
  assert.deepEqual(withThe("condemnsKey"), ["key_blocked", "key_invalid", ...project].sort());
  assert.deepEqual(withThe("endsWithEdit"), ["no_entitlement", "spend_cap", ...project].sort());
});
