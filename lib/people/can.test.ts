import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import test from "node:test";
import { Role } from "#generated/enums.ts";
import { hasCode } from "#test/errors.ts";
import { authorise, can, permissions } from "./can.ts";

const allowed = (role: Role) => permissions.filter((permission) => can(role, permission));

test("a viewer sees and changes nothing", () => {
  assert.deepEqual(allowed("viewer"), ["view"]);
});

test("an operator runs bots, but touches no key, no model, no price and no token", () => {
  assert.deepEqual(allowed("operator"), ["view", "runBots"]);
});

test("an admin and an owner may do everything", () => {
  for (const role of ["admin", "owner"] as const) assert.deepEqual(allowed(role), [...permissions]);
});

test("authorise passes exactly those whom the table allows", () => {
  for (const role of Object.values(Role)) {
    for (const permission of permissions) {
      const ask = () => authorise({ tenantId: "t", role, actorId: null }, permission);
      if (can(role, permission)) ask();
      else assert.throws(ask, hasCode("forbidden"));
    }
  }
});

test("roles are compared nowhere else", () => {
  const comparing = globSync("{app,bots,lib}/**/*.{ts,tsx}").filter((file) => {
    if (file === "lib/people/can.ts" || file.endsWith(".test.ts")) return false;
    return /[!=]==?\s*"(viewer|operator|admin|owner)"/.test(readFileSync(file, "utf8"));
  });
  assert.deepEqual(comparing, []);
});
