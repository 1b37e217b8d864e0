import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import pg from "pg";
import { isDatabaseAway } from "./database-away.ts";
import { db, pool } from "./db.ts";

test("an unreachable database is distinguished from a failing query", async () => {
  const nobody = new pg.Client({ host: "127.0.0.1", port: 1 });
  await assert.rejects(nobody.connect(), isDatabaseAway);
  await assert.rejects(pool.query("SELECT nonsense"), (error) => !isDatabaseAway(error));
  await assert.rejects(
    db.bot.findUniqueOrThrow({ where: { id: randomUUID() } }),
    (error) => !isDatabaseAway(error),
  );
  assert.ok(!isDatabaseAway(null));
});

const coded = (code: string) => Object.assign(new Error("said no"), { code });

test("network errors, lost connections, a shutdown and a full server count as away; other codes do not", () => {
  const network = [
    "ECONNREFUSED",
    "ECONNRESET",
    "EPIPE",
    "ETIMEDOUT",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
  ];
  const postgres = ["ENETDOWN", "ENOENT", "08006", "57P01", "53300"];
  const prisma = ["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"];
  for (const code of [...network, ...postgres, ...prisma]) assert.ok(isDatabaseAway(coded(code)), code);
  for (const code of [
    "23505",
    "42P01",
    "57014",
    "P2002",
    "P10010",
    "XECONNRESET",
    "5330",
    "5330000",
    "57P0",
    "0800",
  ])
    assert.ok(!isDatabaseAway(coded(code)), code);
});

test("an error without a code is known by its words", () => {
  const away = [
    "Connection terminated unexpectedly",
    "Can't reach database server",
    "Client has encountered an error",
  ];
  const also = [
    "timeout exceeded when trying to connect",
    "connect: connection refused",
    "Client was closed",
  ];
  for (const words of [...away, ...also]) assert.ok(isDatabaseAway(new Error(words)), words);
  for (const words of ["The Client has no name", "timeout"])
    assert.ok(!isDatabaseAway(new Error(words)), words);
});

test("a cause counts, up to five levels, and so does one of several errors", () => {
  const within = (levels: number): Error =>
    levels === 0 ? coded("ECONNRESET") : new Error("outer", { cause: within(levels - 1) });
  assert.ok(isDatabaseAway(within(4)));
  assert.ok(!isDatabaseAway(within(5)));
  assert.ok(isDatabaseAway(new AggregateError([coded("23505"), coded("ECONNREFUSED")])));
  assert.ok(!isDatabaseAway(new AggregateError([coded("23505")])));
  assert.ok(!isDatabaseAway({ code: "ECONNRESET" }));
});
