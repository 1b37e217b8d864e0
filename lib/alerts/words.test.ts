// The words of an alert.
import "#test/environment.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { alertText, presentText } from "./words.ts";

const tenant = { name: "Shop", slug: "shop" };
const key = (name: string) =>
  ({ kind: "key_refused", subject: name, facts: { name, class: "key_blocked" } }) as const;

test("a key that nobody named is called in the reader's language, another one as it was named", () => {
  const names = ["Key 1 (…9f3c)", "Key 12, gemini-2.5-flash", "Key 1 of Baraka (…9f3c)"];
  const said = (locale: "ru" | "uz" | "en") =>
    names.map((name) => alertText("opened", [key(name)], tenant, locale).lines[0]?.text.split(":")[0]);
  assert.deepEqual(said("ru"), [
    "🔴 Ключ 1 (…9f3c)",
    "🔴 Ключ 12, gemini-2.5-flash",
    "🔴 Key 1 of Baraka (…9f3c)",
  ]);
  assert.deepEqual(said("uz"), [
    "🔴 1-kalit (…9f3c)",
    "🔴 12-kalit, gemini-2.5-flash",
    "🔴 Key 1 of Baraka (…9f3c)",
  ]);
  assert.deepEqual(
    said("en"),
    names.map((name) => `🔴 ${name}`),
  );
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

test("a link leads to the very key; of several keys, to their list", () => {
  const urlsOf = (...names: string[]) =>
    alertText("opened", names.map(key), tenant, "en").lines.map(({ url }) => url?.replace(/^.*\/shop/, ""));
  assert.deepEqual(urlsOf("k1"), ["/keys#key=k1"]);
  assert.deepEqual(urlsOf("k1", "k2"), ["/keys"]);
});
