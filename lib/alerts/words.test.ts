// The words of an alert.
import "#test/environment.ts";
import assert from "node:assert/strict";
import test from "node:test";
import type { AlertKind } from "#generated/enums.ts";
import { env } from "../env.ts";
import { alertText, pageNameOf, presentText } from "./words.ts";

const url = env().PUBLIC_URL;
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

const bots = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    ...({ kind: "bot_silent", subject: `b${n}` } as const),
    facts: { name: `@bot${n}`, reason: "no_key" as const },
  }));

test("one cause has its own sentence and the page that mends it; several have one, five names and the page that lists them", () => {
  const said = (count: number) => alertText("opened", bots(count), tenant, "en").lines[0];
  assert.deepEqual(said(1), {
    text: "🔴 @bot0 cannot answer: it has no Gemini key.",
    url: `${url}/shop/keys`,
  });
  const five = "@bot0, @bot1, @bot2, @bot3, @bot4";
  assert.equal(said(5)?.text, `🔴 5 bots cannot answer: ${five}.`);
  assert.equal(said(7)?.text, `🔴 7 bots cannot answer: ${five} and 2 more.`);
  const revoked = ["a", "b"].map((subject) => ({
    ...({ kind: "token_revoked", subject } as const),
    facts: { name: `@${subject}` },
  }));
  const urls = (of: typeof revoked) => alertText("opened", of, tenant, "en").lines.map((line) => line.url);
  assert.deepEqual(urls(revoked), [`${url}/shop/bots`]);
  assert.deepEqual(urls(revoked.slice(0, 1)), [`${url}/shop/bots/a`]);
});

test("a page is named only to those who may open it; a lent key's is the platform's, which is told apart from the tenant's own", () => {
  const [own, lent] = [
    key("Key 1"),
    { ...key("Key 2"), facts: { ...key("Key 2").facts, lent: true as const } },
  ];
  const { lines } = alertText("opened", [own, lent], tenant, "en", { opens: () => false });
  assert.deepEqual(
    lines.map(({ text, url }) => [text.includes("Key 2"), url]),
    [
      [true, `${url}/platform/keys#key=Key 2`],
      [false, null],
    ],
  );
  const asked: string[] = [];
  alertText("opened", [own], tenant, "en", { opens: (page) => asked.push(page) > 0 });
  assert.deepEqual(asked, ["viewChain"]);
});

test("what is urgent comes first; a long name is cut; what is solved says how many others are open", () => {
  const model = { kind: "model_retired", subject: "m", facts: { name: "x".repeat(100) } } as const;
  const [first, second] = alertText("opened", [model, ...bots(1)], tenant, "en").lines;
  assert.match(first?.text ?? "", /^🔴 @bot0/);
  assert.match(second?.text ?? "", new RegExp(`^🟡 [^x]*${"x".repeat(79)}…[^x]`));
  const whole = { ...model, facts: { name: "x".repeat(80) } };
  assert.match(alertText("opened", [whole], tenant, "en").lines[0]?.text ?? "", /x{80}[^x…]/);
  const solved = alertText("solved", bots(1), tenant, "en", { stillOpen: 3 });
  assert.equal(solved.title, "Shop: Solved");
  assert.match(solved.lines[1]?.text ?? "", /3/);
  assert.deepEqual(
    solved.lines.map((line) => line.url),
    [null, null],
  );
  assert.equal(alertText("solved", bots(1), tenant, "en").lines.length, 1);
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
