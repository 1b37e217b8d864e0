import assert from "node:assert/strict";
import test from "node:test";
import type { Context } from "../context.ts";
import { locales } from "../messages/locales.ts";
import { templateKinds } from "./template.ts";
import { readTemplate } from "./templates.ts";

const context: Context = { tenantId: "00000000-0000-4000-8000-000000000001", role: "admin", actorId: null };

test("a template asks the same in every language, each question once and with an example", () => {
  for (const kind of templateKinds) {
    const texts = locales.map((locale) => readTemplate(context, kind, locale));
    for (const { prompt, questions, products } of texts) {
      assert.equal(questions.length, texts[0]?.questions.length, kind);
      assert.equal(products.length, texts[0]?.products.length, kind);
      assert.equal(new Set(questions.map(([question]) => question)).size, questions.length, kind);
      for (const row of [...questions, ...products]) assert.equal(row.length, 2, kind);
      for (const text of [prompt, ...questions.flat(), ...products.flat()]) assert.ok(text.trim(), kind);
      const prices = (of: typeof products) => of.map(([, price]) => price.replace(/\D/g, ""));
      assert.deepEqual(prices(products), prices(texts[0]?.products ?? []), kind);
    }
  }
});

test("Uzbek templates have oʻ and gʻ with the right letter", () => {
  for (const kind of templateKinds)
    assert.doesNotMatch(JSON.stringify(readTemplate(context, kind, "uz")), /['‘’`´]|(?<![oOgG])ʻ/);
});
