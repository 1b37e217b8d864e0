// Tables that are read to be looked at, as the dashboard reads them.
import "#test/environment.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { zipSync } from "fflate";
import type { Context } from "../context.ts";
import { readTable } from "./read-table.ts";

const context: Context = { tenantId: randomUUID(), role: "admin", actorId: null };
const read = (name: string, bytes: Uint8Array | string) =>
  readTable(context, Buffer.from(bytes as string), name);

test("a CSV file's columns and rows are told with what they are likely to be", async () => {
  const { columns, rows, guess } = await read(
    "narx.csv",
    'Nomi;Narxi;Izoh\n"Non; qora";5 000;issiq\nChoy;12 000;\n',
  );
  assert.deepEqual(columns, ["Nomi", "Narxi", "Izoh"]);
  assert.deepEqual(rows, [
    ["Non; qora", "5 000", "issiq"],
    ["Choy", "12 000", ""],
  ]);
  assert.deepEqual(guess, ["name", "price", "more"]);
});

test("what is no table says so, and an archive that unpacks to too much ends its own process alone", async () => {
  const refused = { code: "source_table" };
  await assert.rejects(read("a.csv", "one\ncolumn\n"), refused);
  await assert.rejects(read("a.xlsx", "no archive"), refused);
  await assert.rejects(read("a.pdf", "%PDF"), { code: "source_type" });
  const bomb = zipSync({ "xl/worksheets/sheet1.xml": new Uint8Array(400_000_000) }, { level: 1 });
  await assert.rejects(read("a.xlsx", bomb), refused);
});
