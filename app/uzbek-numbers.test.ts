import assert from "node:assert/strict";
import test from "node:test";
import { createTranslator } from "use-intl/core";
import { withUzbek } from "./uzbek-numbers.ts";

/** As Chromium has it: Uzbek written in English. */
const browsers = new Proxy(Intl.NumberFormat, {
  construct: (target, [locale, options]) => new target(locale === "uz" ? "en" : locale, options),
});

test("a plural in Uzbek has the server's number in a browser that knows no Uzbek", () => {
  const said = () =>
    createTranslator({
      locale: "uz",
      messages: { answers: "{count, plural, one {# ta javob} other {# ta javob}}" },
    })("answers", { count: 2_096 });
  const server = said();
  const native = Intl.NumberFormat;
  try {
    Intl.NumberFormat = browsers;
    assert.notEqual(said(), server);
    Intl.NumberFormat = withUzbek(browsers);
    assert.equal(said(), server);
  } finally {
    Intl.NumberFormat = native;
  }
});

test("other languages are written as before, with `new` or without", () => {
  const own = withUzbek(Intl.NumberFormat);
  for (const locale of ["en", "ru", "de"]) {
    assert.equal(new own(locale).format(2_096.5), new Intl.NumberFormat(locale).format(2_096.5));
    assert.equal(own(locale).format(2_096.5), Intl.NumberFormat(locale).format(2_096.5));
  }
});
