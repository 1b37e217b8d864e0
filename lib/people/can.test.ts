import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import test from "node:test";
import { Role } from "#generated/enums.ts";
import { hasCode } from "#test/errors.ts";
import { authorise, can, outranks, permissions, permits, readsTexts, roles } from "./can.ts";

const allowed = (role: Role) => permissions.filter((permission) => can(role, permission));

test("a viewer can view every page, make tokens for what they see and nothing more, and reads people's texts only where that is allowed", () => {
  assert.deepEqual(allowed("viewer"), [
    "viewBots",
    "viewChain",
    "viewAnswers",
    "viewAnalytics",
    "viewAlerts",
    "viewTeam",
    "useApi",
  ]);
  const viewer = { tenantId: "t", role: "viewer", actorId: null } as const;
  assert.equal(readsTexts(viewer), false);
  assert.equal(readsTexts({ ...viewer, readTexts: true }), true);
});

test("an operator sees and handles conversations, sees alerts and is told of them, makes tokens, and nothing else", () => {
  assert.deepEqual(allowed("operator"), [
    ...["viewAnswers", "viewAlerts", "readTexts", "handleConversations", "receiveAlerts", "useApi"],
  ]);
});

test("members, settings, billing, the whole export and deletion are the owner's alone; everything else an admin may too", () => {
  const owners = ["manageMembers", "manageSettings", "manageBilling", "exportTenant", "deleteTenant"];
  assert.deepEqual(allowed("owner"), [...permissions]);
  assert.deepEqual(
    allowed("admin"),
    permissions.filter((permission) => !owners.includes(permission)),
  );
});

test("an admin has the permissions of operators and viewers, an owner those of an admin", () => {
  for (const [role, others] of [
    ["admin", ["operator", "viewer"]],
    ["owner", ["admin"]],
  ] as const)
    for (const below of others)
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

test("a token leaves of a role what its scopes name, and adds nothing to it", () => {
  const viewer = { tenantId: "t", role: "viewer", actorId: null, readTexts: true } as const;
  for (const only of [[], ["viewBots"], ["viewBots", "manageKeys", "readTexts"]]) {
    const left = permissions.filter((permission) => permits({ ...viewer, only }, permission));
    assert.deepEqual(
      left,
      permissions.filter((permission) => only.includes(permission) && can("viewer", permission)),
    );
    assert.equal(readsTexts({ ...viewer, only }), only.includes("readTexts"));
  }
});
