import assert from "node:assert/strict";
import test from "node:test";
import { acceptedType } from "./files.ts";

test("types that Gemini reads are kept, and their aliases become the name that it knows", () => {
  assert.equal(acceptedType("image/png"), "image/png");
  assert.equal(acceptedType("Audio/MPEG"), "audio/mp3");
  assert.equal(acceptedType("video/quicktime"), "video/mov");
  assert.equal(acceptedType("text/csv; charset=utf-8"), "text/csv");
});

test("any other text type becomes text/plain", () => {
  for (const given of ["text/user location", "text/x-overloaded", "text/API key not valid", "text/x-log"])
    assert.equal(acceptedType(given), "text/plain");
});

test("types that Gemini does not read give null", () => {
  for (const given of [
    "",
    "image/svg+xml",
    "image/gif",
    "application/zip",
    "application/msword",
    "x/y",
    "IMAGE",
  ])
    assert.equal(acceptedType(given), null);
});
