// The words that pages count with: the browser and the server must write them alike, or hydration breaks.
import { locales } from "#lib/messages/locales.ts";
import { enter, expect, sharePlatform, test } from "./platform.ts";

sharePlatform();

const numbers = [0, 1, 2, 5, 11, 21, 22, 25, 101, 999, 1_000, 2_096, 1_048_576, 0.5];

test("Chromium writes numbers and chooses plural forms as the server does, in every language", async ({
  page,
  platform,
}) => {
  // The sign-in page counts nothing, and has no code for it.
  await enter(page, platform, "/main");
  for (const locale of locales) {
    const seen = await page.evaluate(
      ([locale, numbers]) =>
        numbers.map((number) => [
          new Intl.NumberFormat(locale).format(number),
          new Intl.PluralRules(locale).select(number),
        ]),
      [locale, numbers] as const,
    );
    expect(seen, locale).toEqual(
      numbers.map((number) => [
        new Intl.NumberFormat(locale).format(number),
        // Browsers have no rules for Uzbek: its messages do without them, see lib/messages/words.test.ts.
        locale === "uz" ? expect.any(String) : new Intl.PluralRules(locale).select(number),
      ]),
    );
  }
});
