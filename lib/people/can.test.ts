import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import test from "node:test";
import { Role } from "#generated/enums.ts";
import { hasCode } from "#test/errors.ts";
import { authorise, can, permissions } from "./can.ts";

const allowed = (role: Role) => permissions.filter((permission) => can(role, permission));

test("a viewer can only view", () => {
  assert.deepEqual(allowed("viewer"), ["view"]);
});

test("an operator can view and run bots, but not manage keys, models, prices or tokens", () => {
  assert.deepEqual(allowed("operator"), ["view", "runBots"]);
});

test("an admin and an owner have every permission", () => {
  for (const role of ["admin", "owner"] as const) assert.deepEqual(allowed(role), [...permissions]);
});

test("authorise allows exactly what the table allows", () => {
  for (const role of Object.values(Role)) {
    for (const permission of permissions) {
      const ask = () => authorise({ tenantId: "t", role, actorId: null }, permission);
      if (can(role, permission)) ask();
      else assert.throws(ask, hasCode("forbidden"));
    }
  }
});

test("no other module compares roles", () => {
  const comparing = globSync("{app,bots,lib}/**/*.{ts,tsx}").filter((file) => {
    if (file === "lib/people/can.ts" || file.endsWith(".test.ts")) return false;
    return /[!=]==?\s*"(viewer|operator|admin|owner)"/.test(readFileSync(file, "utf8"));
  });
  assert.deepEqual(comparing, []);
});
