// The words of an alert.
import "#test/environment.ts";
import assert from "node:assert/strict";
import test from "node:test";
import type { AlertKind } from "#generated/enums.ts";
import { alertText, pageNameOf, presentText } from "./words.ts";

const tenant = { name: "Shop", slug: "shop" };
const key = (name: string) =>
  ({ kind: "key_refused", subject: name, facts: { name, class: "key_blocked" } }) as const;

test("a key that nobody named is called in the reader's language, another one as it was named", () => {
  const names = ["Key 1 (…9f3c)", "Key 12, gemini-2.5-flash", "Key 1 of Baraka (…9f3c)", "Shop Key 1"];
  const said = (locale: "ru" | "uz" | "en") =>
    names.map((name) => alertText("opened", [key(name)], tenant, locale).lines[0]?.text.split(":")[0]);
  assert.deepEqual(said("ru"), [
    "🔴 Ключ 1 (…9f3c)",
    "🔴 Ключ 12, gemini-2.5-flash",
    "🔴 Key 1 of Baraka (…9f3c)",
    "🔴 Shop Key 1",
  ]);
  assert.deepEqual(said("uz"), [
    "🔴 1-kalit (…9f3c)",
    "🔴 12-kalit, gemini-2.5-flash",
    "🔴 Key 1 of Baraka (…9f3c)",
    "🔴 Shop Key 1",
  ]);
  assert.deepEqual(
    said("en"),
    names.map((name) => `🔴 ${name}`),
  );
});

test("the page that mends a cause is called by its own name", () => {
  const named = (kind: AlertKind, facts: object = {}) =>
    pageNameOf({ kind, subject: "7", facts: { name: "n", ...facts } });
  for (const [kind, expected] of [
    ["worker_gone", "root"],
    ["disk_full", "root"],
    ["new_sign_in", "account"],
    ["token_revoked", "bots"],
    ["key_refused", "keys"],
    ["model_retired", "models"],
  ] as const)
    assert.equal(named(kind), expected, kind);
  assert.equal(named("bot_silent", { reason: "no_model" }), "models");
});

test("a message that is renewed says what is solved first, then what is still open with its page", () => {
  const causes = [
    { ...key("Key 1 (…9f3c)"), solvedAt: new Date() },
    { ...key("Key 2 (…9f3d)"), solvedAt: null },
  ];
  const { title, lines } = presentText(causes, tenant, "en", () => true);
  assert.equal(title, "Shop");
  assert.deepEqual(
    lines.map(({ text, url }) => [text.slice(0, 2), url === null]),
    [
      ["✅ ", true],
      ["🔴", false],
    ],
  );
  assert.match(lines[0]?.text ?? "", /Key 1/);
});
