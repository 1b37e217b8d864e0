import assert from "node:assert/strict";
import test from "node:test";
import { BUTTON_URL_MAX, linkOf } from "./buttons.ts";
import { excessOf, textFor } from "./content.ts";

test("{name} is the person's first name, as it is written; without a name nothing stands for it", () => {
  assert.deepEqual(textFor("Salom, **{name}**!", "_Aziz_ Karimov").text, "Salom, _Aziz_!");
  assert.equal(textFor("Salom, {name}! Yangilik bor.", "").text, "Salom! Yangilik bor.");
});

test("a text is too long if it is for the longest name, and a picture leaves less room", () => {
  assert.equal(excessOf("x".repeat(4_096), false), 0);
  assert.equal(excessOf(`${"x".repeat(4_090)} {name}`, false), 4_091 + 64 - 4_096);
  assert.equal(excessOf("x".repeat(1_030), true), 6);
  assert.equal(excessOf(`**${"x".repeat(1_024)}**`, true), 0, "what is rendered counts");
});

test("a button's link is https, with a host", () => {
  assert.equal(
    linkOf("\u00a0https://shop.uz/new "),
    "https://shop.uz/new",
    "a space of any kind is none of it",
  );
  for (const wrong of [
    "http://shop.uz",
    "shop.uz",
    "https://localhost",
    "javascript:alert(1)",
    "tg://user?id=1",
    "",
  ])
    assert.equal(linkOf(wrong), null, wrong);
  assert.equal(linkOf("https://paypal.com@evil.uz/"), null, "no name that hides the host");
  const longest = `https://shop.uz/${"x".repeat(BUTTON_URL_MAX - 16)}`;
  assert.equal(linkOf(longest), longest);
  assert.equal(linkOf(`${longest}x`), null);
});
