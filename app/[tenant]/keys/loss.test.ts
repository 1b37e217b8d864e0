import assert from "node:assert/strict";
import test from "node:test";
import type { KeyView } from "#lib/keys/list.ts";
import { lossOf } from "./loss.ts";

const key = (id: string, project: string | null) =>
  ({ id, project: project && { id: project, label: `Project ${project}` } }) as KeyView;
const [a, b, c] = [key("a", "p"), key("b", "p"), key("c", null)];

test("the only key is reported as the last one", () => {
  assert.deepEqual(lossOf(c, [c]), { last: true, project: null });
  assert.equal(lossOf(c, [a, c]).last, false);
});

test("a project is removed with its last key, and not while another key has it", () => {
  assert.equal(lossOf(a, [a, b, c]).project, null);
  assert.equal(lossOf(a, [a, c]).project, "Project p");
});

test("removing a key without a known project removes no project", () => {
  assert.equal(lossOf(c, [a, b, c]).project, null);
});
