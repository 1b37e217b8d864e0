import assert from "node:assert/strict";
import test from "node:test";
import type { Announced } from "./place.ts";
import { PIECE, piecesOf } from "./tell.ts";

const join = (text: string, pieces: readonly Announced[]) =>
  pieces.reduce((all, piece) => (piece.kind === "text" ? all.slice(0, piece.at) + piece.text : all), text);

test("a short text is announced whole, so that a page that opens meanwhile has it", () => {
  assert.deepEqual(piecesOf("Sal", "Salom"), [{ kind: "text", at: 0, text: "Salom" }]);
});

test("whatever grows, the pieces join to the text, and each fits into one announcement", () => {
  const text = "Ўзбекча \u0001😀 ".repeat(1_000);
  for (const before of ["", text.slice(0, 100), text.slice(0, 9_000), text]) {
    const pieces = piecesOf(before, text);
    assert.equal(join(before, pieces), text);
    for (const piece of pieces) assert.ok(Buffer.byteLength(JSON.stringify(piece)) < 7_700);
  }
});

test("an answer that begins anew replaces what was announced", () => {
  const other = "x".repeat(PIECE * 2);
  assert.equal(join("y".repeat(PIECE * 3), piecesOf("y".repeat(PIECE * 3), other)), other);
});
