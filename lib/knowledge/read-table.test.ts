import assert from "node:assert/strict";
import test from "node:test";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { readTable } from "./read-table.ts";

const context: Context = { tenantId: "00000000-0000-4000-8000-000000000001", role: "admin", actorId: null };
const bytes = (text: string) => new TextEncoder().encode(text);

test("a table of a shop is read with what its columns are likely to be", async () => {
  const text = "Artikul;Nomi;Narxi\nA-1;Choynak;85 000\nA-2;Lagan;95 000\n";
  const table = await readTable(context, bytes(text), { name: "narxlar.csv" });
  assert.deepEqual(table?.guess, ["article", "name", "price"]);
  assert.equal(table?.rows.length, 2);
});

test("a file that is no table is said to be none, and one of another kind is refused", async () => {
  assert.equal(await readTable(context, bytes("bir soʻz"), { name: "a.csv" }), null);
  assert.equal(await readTable(context, bytes("no workbook"), { name: "a.xlsx" }), null);
  await assert.rejects(readTable(context, bytes(""), { name: "a.pdf" }), (error) => {
    assert.ok(error instanceof AppError);
    return error.code === "source_type";
  });
});

test("who may not write a bot's prompt has no table read", async () => {
  await assert.rejects(readTable({ ...context, role: "viewer" }, bytes(""), { name: "a.csv" }), /forbidden/);
});
