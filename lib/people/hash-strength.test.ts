import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { db } from "../db.ts";
import { createFirstAdmin } from "./setup.ts";

test("a stored password is a hash of argon2id with at least 19 MB of memory and two passes", async () => {
  const password = "correct horse battery staple";
  await createFirstAdmin({ email: "admin@example.com", password, name: "Jasur" });
  const { passwordHash } = await db.user.findFirstOrThrow();
  const [, memory, passes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$/.exec(passwordHash ?? "") ?? [];
  assert.ok(Number(memory) >= 19_456 && Number(passes) >= 2, passwordHash ?? "none");
});
