import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import test from "node:test";
import { Role } from "#generated/enums.ts";
import { hasCode } from "#test/errors.ts";
import { authorise, can, outranks, permissions, readsTexts, roles } from "./can.ts";

const allowed = (role: Role) => permissions.filter((permission) => can(role, permission));

test("a viewer can only view, and reads people's texts only where that is allowed", () => {
  assert.deepEqual(allowed("viewer"), ["view"]);
  const viewer = { tenantId: "t", role: "viewer", actorId: null } as const;
  assert.equal(readsTexts(viewer), false);
  assert.equal(readsTexts({ ...viewer, readTexts: true }), true);
});

test("an operator handles conversations and is told of alerts, and changes nothing else", () => {
  assert.deepEqual(allowed("operator"), ["view", "readTexts", "handleConversations", "receiveAlerts"]);
});

test("members, billing and deletion are the owner's alone; everything else an admin may too", () => {
  const owners = ["manageMembers", "manageBilling", "deleteTenant"];
  assert.deepEqual(allowed("owner"), [...permissions]);
  assert.deepEqual(
    allowed("admin"),
    permissions.filter((permission) => !owners.includes(permission)),
  );
});

test("each role has at least the permissions of those below it", () => {
  for (const [i, role] of roles.entries())
    for (const below of roles.slice(0, i))
      assert.deepEqual(
        allowed(below).filter((permission) => !can(role, permission)),
        [],
      );
});

test("an owner may act on every account, others only on those below them", () => {
  for (const role of roles) {
    const below = roles.filter((other) => outranks(role, other));
    assert.deepEqual(below, role === "owner" ? [...roles] : roles.slice(0, roles.indexOf(role)));
  }
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
