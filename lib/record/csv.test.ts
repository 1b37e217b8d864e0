import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createTenant, createUser, withRole } from "#test/builders.ts";
import { record } from "../audit.ts";
import { auditActions } from "../audit-actions.ts";
import { csvLine, csvStream } from "../csv.ts";
import { db } from "../db.ts";
import { locales } from "../messages/locales.ts";
import { recordAsCsv } from "./csv.ts";
import { listRecord } from "./list.ts";
import { recordWordsOf } from "./words.ts";

const cell = (value: string | null): string => csvLine([value]).slice(0, -2);

async function textOf(...given: Parameters<typeof recordAsCsv>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of csvStream(recordAsCsv(...given))) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test("no cell is a formula to a spreadsheet, and quotes, commas and line ends stay within their cell", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
    assert.match(cell(text), /^"?'/, JSON.stringify(text));
  assert.equal(cell('a "b", c'), '"a ""b"", c"');
  assert.equal(cell("a\nb"), '"a\nb"');
  assert.equal(cell(null), "");
});

test("every action has its sentence in every language", () => {
  for (const locale of locales) {
    const { actionOf } = recordWordsOf(locale);
    assert.deepEqual(
      auditActions.filter((action) => actionOf(action) === action),
      [],
      locale,
    );
  }
  assert.equal(recordWordsOf("en").actionOf("no.such"), "no.such");
});

test("the file has every entry of the tenant, in pages, none of another, and that it was made is an entry too", async () => {
  const [mine, theirs] = [await createTenant(), await createTenant()];
  const actorId = await createUser({ name: "=cmd|' /C calc'!A0" });
  const context = { ...mine, actorId };
  for (let n = 0; n < 501; n++) await record(db, context, { action: "bot.start", target: `t${n}` });
  await record(db, theirs, { action: "bot.start", target: "theirs", after: { label: "their secret" } });
  const text = await textOf(context, {}, { locale: "en", zone: "Asia/Tashkent" });
  const lines = text.trimEnd().split("\r\n");
  assert.match(lines[0] ?? "", /^\u{FEFF}Time,Who,/u);
  assert.equal(lines.length, 1 + 501 + 1);
  assert.match(lines[1] ?? "", /Audit exported/);
  assert.match(lines[2] ?? "", /,'=cmd\|' \/C calc'!A0,,Bot switched on,/);
  assert.ok(!text.includes("their secret"));
  const forbidden = textOf(withRole(context, "viewer"), {}, { locale: "en", zone: "UTC" });
  await assert.rejects(forbidden, { code: "forbidden" });
});

test("a line has the time by the tenant's clock, who, what, about what, and both sides of the change", async () => {
  const context = { ...(await createTenant()), from: { address: "203.0.113.7", agent: "Firefox" } };
  const actorId = await createUser({ name: "Dilnoza" });
  await record(
    db,
    { ...context, actorId },
    { action: "key.edit", target: "gone", before: { label: "A" }, after: { label: "B" } },
  );
  await record(db, { ...context, visiting: true }, { action: "bot.start", target: "gone" });
  const at = (row: { at: Date }) =>
    new Date(+row.at + 5 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
  const [visit, edit] = (await listRecord(context, {})).rows;
  assert.ok(visit && edit);
  const text = await textOf(context, {}, { locale: "en", zone: "Asia/Tashkent" });
  const [, , visited, edited] = text.trimEnd().split("\r\n");
  assert.equal(
    edited,
    `${at(edit)},Dilnoza,,Key edited,B,"{""label"":""A""}","{""label"":""B""}",203.0.113.7,Firefox,key.edit`,
  );
  assert.equal(
    visited,
    `${at(visit)},The platform itself,yes,Bot switched on,,,,203.0.113.7,Firefox,bot.start`,
  );
});
