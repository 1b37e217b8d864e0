// Every file of the dashboard that is reachable from outside authorises for itself.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import test from "node:test";

const read = (pattern: string) =>
  globSync(pattern).map((file) => ({ file: file.replaceAll("\\", "/"), source: readFileSync(file, "utf8") }));
const sources = read("app/**/*.{ts,tsx}").filter(({ file }) => !file.endsWith(".test.ts"));

test(`a "use server" file exports wrapped actions and types, nothing else`, () => {
  const files = sources.filter(({ source }) => /^\s*["']use server["']/m.test(source));
  assert.ok(files.length >= 3);
  const wrapped = /^export const \w+ = (tenantAction|personAction|platformAction|openAction)\(/;
  const types = /^export (type|interface) /;
  const loose = files.flatMap(({ file, source }) =>
    source
      .split("\n")
      .filter((line) => /^\s*export\b/.test(line) && !wrapped.test(line) && !types.test(line))
      .map((line) => `${file}: ${line}`),
  );
  assert.deepEqual(loose, []);
});

test(`"use server" stands at the top of a file, never inside a function`, () => {
  const inline = sources.filter(({ source }) =>
    /["']use server["']/.test(source.replace(/^["']use server["'];?/, "")),
  );
  assert.deepEqual(
    inline.map(({ file }) => file).filter((file) => file !== "app/action.ts"),
    [],
  );
});

test("an action without a session is an exception listed here", () => {
  const open = sources.filter(
    ({ file, source }) => file !== "app/action.ts" && /= openAction\(/.test(source),
  );
  assert.deepEqual(open.map(({ file }) => file).sort(), [
    "app/invite/[code]/actions.ts",
    "app/reset/[code]/actions.ts",
    "app/setup/actions.ts",
  ]);
});

test("every page of a tenant requires a member with a permission, its shell and its start page any member", () => {
  const pages = sources.filter(({ file }) => /^app\/\[tenant\]\/(.*\/)?(page|layout)\.tsx$/.test(file));
  assert.ok(pages.length >= 3);
  const unguarded = pages.filter(({ source }) => !/\brequireMember\(/.test(source));
  assert.deepEqual(
    unguarded.map(({ file }) => file),
    [],
  );
  const withoutPermission = pages.filter(({ source }) => !/\brequireMember\(.*, "\w+"\)/.test(source));
  assert.deepEqual(
    withoutPermission.map(({ file }) => file),
    [
      "app/[tenant]/layout.tsx",
      // It leads whoever may not see bots to their first page.
      "app/[tenant]/(overview)/page.tsx",
    ],
  );
});

test("every page of the platform requires somebody of the platform", () => {
  const pages = sources.filter(({ file }) => /^app\/platform\/(.*\/)?(page|layout)\.tsx$/.test(file));
  assert.ok(pages.length >= 5);
  const unguarded = pages.filter(({ source }) => !/\bawait requirePlatform\(\)/.test(source));
  assert.deepEqual(
    unguarded.map(({ file }) => file),
    [],
  );
});

test("every route handler requires a session, except the public ones and the API, which requires a token", () => {
  const anyone = [
    "app/api/auth/[...nextauth]/route.ts",
    "app/api/browser/[...file]/route.ts",
    "app/api/health/route.ts",
    "app/api/passkey/route.ts",
    "app/api/ready/route.ts",
    "app/api/v1/openapi.json/route.ts",
  ];
  const handler = readFileSync("lib/api/handle.ts", "utf8");
  // Each endpoint's own checks: lib/api/access.test.ts.
  assert.match(
    handler,
    /const caller = await admitCaller\([\s\S]*?endpoint\.handle\(/,
    "a token before its endpoint",
  );
  const routes = sources.filter(({ file }) => file.endsWith("/route.ts") && !anyone.includes(file));
  const files = sources.find(({ file }) => file === "app/api/member.ts")?.source ?? "";
  assert.match(files, /function memberOf\([\s\S]*?currentPerson\(/, "handlers find their member by it");
  const unguarded = routes.filter(({ source }) => !/\b(currentPerson|memberOf|handleApi)\(/.test(source));
  assert.deepEqual(
    unguarded.map(({ file }) => file),
    [],
  );
});
