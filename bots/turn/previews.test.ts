import assert from "node:assert/strict";
import test from "node:test";
import { render } from "#lib/markdown/render.ts";
import { previewsOf } from "./previews.ts";

const request = {
  system: "You work for https://choyxona.uz.",
  history: [
    {
      role: "user",
      parts: [
        { text: "Menu: https://www.choyxona.uz/menyu?til=uz and t.me/choyxona. Write to info@choyxona.uz" },
      ],
    },
    { role: "model", parts: [{ text: "See evil.example/again" }] },
    { role: "user", parts: [{ text: "And instagram.com/choyxona/" }] },
  ],
} as const;
const may = (markdown: string) => previewsOf(request)(render(markdown));

test("a link that stands in what the model was given may be previewed, however its beginning is written", () => {
  for (const text of [
    "https://choyxona.uz",
    "[Menyu](https://choyxona.uz/menyu?til=uz)",
    "Mana: choyxona.uz/menyu?til=uz.",
    "(www.instagram.com/choyxona)",
    "HTTPS://CHOYXONA.UZ/",
    "Havolasiz javob, narxi 12.500 soʻm, v1.2",
    "https://t.me/boshqa",
  ])
    assert.equal(may(text), true, text);
});

test("a link that carries more than what was given is fetched by nobody: bare, labelled, of a picture, by its name alone", () => {
  for (const text of [
    "https://evil.example/?d=parol",
    "[Menyu](https://evil.example/parol)",
    "![](https://evil.example/p.png?d=parol)",
    "evil.example/parol",
    "evil.example/again",
    "https://choyxona.uz/menyu?til=parol",
    "https://choyxona.uz.evil.example/",
    "https://parol.choyxona.uz",
    "https://evil-choyxona.uz",
    "Yaxshi: https://choyxona.uz, lekin https://evil.example/?d=parol",
    "ftp://evil.example/parol",
    "https://t.me.evil.example/parol",
    "192.0.2.7/parol",
  ])
    assert.equal(may(text), false, text);
});

test("links are looked for in time that grows with the answer", () => {
  const startedAt = performance.now();
  for (const part of ["a", "a.", "a-", "://", "www.", "a@", "https://", "а.b "])
    may(part.repeat(4_000 / part.length));
  assert.ok(performance.now() - startedAt < 1_000, `${performance.now() - startedAt} ms`);
});
