import assert from "node:assert/strict";
import test from "node:test";
import type { SourceLine } from "#lib/knowledge/sources.ts";
import { foundSources, inOrder } from "./source-states.ts";

const source = (name: string, day: number, state: string | null = "ready", url: string | null = null) =>
  ({ name, url, createdAt: new Date(2026, 0, day), newest: state && { state } }) as unknown as SourceLine;
const names = (sources: readonly SourceLine[]) => sources.map(({ name }) => name);

test("a source that could not be read stands first, one that is being read next, and the newest of a kind before the others", () => {
  const sources = [
    source("old", 1),
    source("broken", 2, "failed"),
    source("new", 3),
    source("reading", 4, "reading"),
    source("empty", 5, null),
  ];
  assert.deepEqual(names(inOrder(sources)), ["broken", "reading", "empty", "new", "old"]);
});

test("a source is found by words of its name and address, with any apostrophe", () => {
  const sources = [source("Yangi toʻplam", 1), source("Toʻlov", 2, "ready", "https://shop.uz/tolov")];
  assert.deepEqual(names(foundSources(sources, " to'plam YANGI ")), ["Yangi toʻplam"]);
  assert.deepEqual(names(foundSources(sources, "shop.uz")), ["Toʻlov"]);
  assert.deepEqual(names(foundSources(sources, "")), names(sources));
  assert.deepEqual(names(foundSources(sources, "toʻlov yangi")), []);
});
