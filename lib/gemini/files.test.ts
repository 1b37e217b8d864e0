import assert from "node:assert/strict";
import test from "node:test";
import { acceptedType, FILES_BYTES_MAX } from "./files.ts";

test("types that Gemini reads are kept, and their aliases become the name that it knows", () => {
  assert.equal(acceptedType("image/png"), "image/png");
  assert.equal(acceptedType("Audio/MPEG"), "audio/mp3");
  assert.equal(acceptedType("video/quicktime"), "video/mov");
  assert.equal(acceptedType(" text/csv ; charset=utf-8"), "text/csv");
});

test("files go to the model by the kind that they are, whatever their sender calls it", () => {
  for (const [given, sent] of [
    ["image/jpg", "image/jpeg"],
    ["audio/x-wav", "audio/wav"],
    ["audio/wave", "audio/wav"],
    ["audio/x-aiff", "audio/aiff"],
    ["audio/x-flac", "audio/flac"],
    ["audio/opus", "audio/ogg"],
    ["video/x-msvideo", "video/avi"],
    ["video/x-ms-wmv", "video/wmv"],
    ["application/json", "text/plain"],
    ["application/xml", "text/xml"],
    ["application/rtf", "text/rtf"],
    ["application/x-javascript", "text/javascript"],
    ["application/csv", "text/csv"],
    ["application/pdf", "application/pdf"],
    ["video/3gpp", "video/3gpp"],
    ["image/heif", "image/heif"],
  ] as const) {
    assert.equal(acceptedType(given), sent);
    assert.equal(acceptedType(sent), sent);
  }
});

test("the files of a request stay below Google's 20 MB once base64 has added a third", () => {
  const megabyte = 1024 * 1024;
  const encoded = Math.ceil(FILES_BYTES_MAX / 3) * 4;
  assert.ok(encoded < 20 * megabyte && encoded > 18 * megabyte, `${encoded}`);
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
