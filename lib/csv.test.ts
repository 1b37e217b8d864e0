import assert from "node:assert/strict";
import test from "node:test";
import { csvLine, csvStream } from "./csv.ts";

test("quotes, commas, semicolons and line breaks stay inside of their field", () => {
  assert.equal(
    csvLine(['a "b"', "c,d", "e;f", "g\nh", "plain", null]),
    '"a ""b""","c,d","e;f","g\nh",plain,\r\n',
  );
});

test("no text is a formula in a spreadsheet, and a number stays one", () => {
  for (const text of ["=1+1", "+7", "-1", "@SUM(A1)", " =1", "\t=1", "＝1", "\r=1"]) {
    const field = csvLine([text]).trimEnd().replace(/^"/, "");
    assert.ok(field.startsWith("'"), JSON.stringify(text));
  }
  assert.equal(csvLine([-0.5, 12, "5 = 5", Number.NaN]), "-0.5,12,5 = 5,\r\n");
});

test("a file is made while it is read, and no further than that", async () => {
  let made = 0;
  let ended = false;
  async function* lines() {
    try {
      for (;;) yield csvLine([++made]);
    } finally {
      ended = true;
    }
  }
  const reader = csvStream(lines()).getReader();
  const first = await reader.read();
  await reader.read();
  assert.equal(new TextDecoder("utf-8", { ignoreBOM: true }).decode(first.value), "\uFEFF");
  assert.ok(made <= 3, `made ${made}`);
  await reader.cancel();
  assert.ok(ended);
});
