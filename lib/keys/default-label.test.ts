import assert from "node:assert/strict";
import test from "node:test";
import { locales } from "../messages/locales.ts";
import { labelIn, storedLabel } from "./default-label.ts";

test("a default label is read in each language, and stored the same whichever it was read in", () => {
  assert.deepEqual(
    locales.map((locale) => labelIn(locale, "Key 12")),
    ["12-kalit", "Ключ 12", "Key 12"],
  );
  assert.equal(labelIn("ru", "Key 1 (3)"), "Ключ 1 (3)");
  assert.equal(labelIn("uz", "Key 1 …9f3c"), "1-kalit …9f3c");
  for (const locale of locales)
    for (const label of ["Key 1", "Key 12 (2)"]) assert.equal(storedLabel(labelIn(locale, label)), label);
});

test("a label that a person chose is shown and stored as it is", () => {
  for (const label of ["Shop key 2", "Key two", "Key 1 (shop)", "1-kalit zaxira", "Мой Ключ 1"]) {
    for (const locale of locales) assert.equal(labelIn(locale, label), label);
    assert.equal(storedLabel(label), label);
  }
});
