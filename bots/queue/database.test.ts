import assert from "node:assert/strict";
import test from "node:test";
import pg from "pg";
import { isContentFault, isTransient, patiently, reasonOf, toJsonb } from "./database.ts";

const coded = (code: string) => Object.assign(new Error("no"), { code });
const ofPostgres = (code: string) => Object.assign(new pg.DatabaseError("no", 0, "error"), { code });

test("a retry may help if the database is away or refuses everything, not if it refuses the values", () => {
  assert.ok(isTransient(coded("ECONNREFUSED")));
  assert.ok(isTransient(ofPostgres("40P01")));
  assert.ok(isTransient(ofPostgres("40001")));
  assert.ok(isTransient(ofPostgres("57P01")));
  // Read-only, no privilege, no column, no table, a statement time-out, a lock time-out, a full disk, a newer column.
  for (const code of ["25006", "42501", "42703", "42P01", "57014", "55P03", "53100", "23502", "XX000"])
    assert.ok(isTransient(ofPostgres(code)), code);
  for (const code of ["22003", "22P05", "23503", "23505", "54000"]) {
    assert.ok(!isTransient(ofPostgres(code)), code);
    assert.ok(isContentFault(ofPostgres(code)), code);
  }
  assert.ok(!isTransient(coded("40P01")));
  assert.ok(!isTransient(new Error("no")));
});

test("work waits while the database is away; any other error is thrown at once", async () => {
  const { signal } = new AbortController();
  let tries = 0;
  const work = (error: Error, times: number) => () => {
    if (++tries <= times) return Promise.reject(error);
    return Promise.resolve("done");
  };
  assert.equal(await patiently(work(coded("ECONNREFUSED"), 2), signal), "done");
  assert.equal(tries, 3);
  tries = 0;
  await assert.rejects(patiently(work(new Error("wrong"), 1), signal), /wrong/);
  assert.equal(tries, 1);
});

test("with an aborted signal work is tried exactly once", async () => {
  let tries = 0;
  const away = () => {
    // A second try would end the test, not go on for ever.
    return Promise.reject(tries++ ? new Error("tried again") : coded("ECONNREFUSED"));
  };
  await assert.rejects(patiently(away, AbortSignal.abort()), { code: "ECONNREFUSED" });
  assert.equal(tries, 1);
  assert.equal(await patiently(async () => "done", AbortSignal.abort()), "done");
});

test("JSON for Postgres has neither NUL nor lone surrogates, and is otherwise unchanged", () => {
  assert.equal(toJsonb({ a: "oʻ👍\n" }), JSON.stringify({ a: "oʻ👍\n" }));
  assert.deepEqual(JSON.parse(toJsonb({ k: [{ "a\0b": { "\ud83d": 1 } }, null] })), {
    k: [{ ab: { "\ufffd": 1 } }, null],
  });
  assert.deepEqual(JSON.parse(toJsonb({ a: "a\0b", b: ["\ud83d c", "c \udc4d"], n: 1 })), {
    a: "ab",
    b: ["\ufffd c", "c \ufffd"],
    n: 1,
  });
  assert.equal(toJsonb({ "a\0b": { "\ud83d": 1 }, "\0": null }), '{"ab":{"\ufffd":1},"":null}');
});

test("a reason holds no value of the statement", () => {
  const told = Object.assign(new pg.DatabaseError('invalid input: "maxfiy"', 0, "error"), { code: "22P02" });
  assert.equal(reasonOf(told), "SQLSTATE 22P02");
  assert.equal(reasonOf(coded("ECONNRESET")), "ECONNRESET");
  assert.equal(reasonOf(new RangeError("maxfiy")), "RangeError");
});
