// Every page of the build and the sandbox's. In each language: no error in the console, nothing wider than the screen in
// three sizes, no violation of axe's rules but those of colours; in each theme: none of those either. EVERY_LOOK=1 asks
// all rules in each language, theme and size; SCREENSHOTS=1 leaves a picture of each in test-results/pages.
import type { Page } from "playwright/test";
import { locales } from "#lib/messages/locales.ts";
import { pageAddresses } from "./addresses.ts";
import { type AxeRules, violationsOf } from "./axe.ts";
import { expect, signIn, test } from "./platform.ts";

const shop = {
  token: "80080:AApagestestbot-AApagestestbot-AAp",
  username: "pages_bot",
  name: "Pages",
  keys: ["AQ.pages-one", "AQ.pages-two"],
};
test.use({ shop });

const sizes = [
  { width: 360, height: 740 },
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
] as const;
const themes = ["light", "dark"] as const;
const isDrawn = Boolean(process.env.SCREENSHOTS);
const isWhole = Boolean(process.env.EVERY_LOOK);

/**
 * What axe is asked of a page in this look; null: nothing. Colours are those of a theme, whatever the language, and cost most; all
 * other rules are of the text and the layout. So the colours of a page are judged once in each theme, on a phone in one and on a laptop
 * in the other, and the rest once in each language.
 * @param place of the page among all; so with the languages, themes and sizes
 */
function askedOf(place: number, locale: number, theme: number, size: number): AxeRules | null {
  if (isWhole) return "all";
  const half = place >> 1;
  const isLaptop = (place + theme) % 2 === 1;
  if (size !== (isLaptop ? 2 : (half + locale) % 2)) return null;
  const ofColours = (place + theme) % locales.length === locale;
  const ofText = (half + locale) % themes.length === theme;
  if (ofColours) return ofText ? "all" : "colours";
  return ofText ? "all but colours" : null;
}

test("every page is accessible and quiet in every language, theme and size", async ({
  page,
  browser,
  platform,
}) => {
  test.slow();
  const faults: string[] = [];
  let where = "";
  // The sandbox is another site, without Next: a page that does not wait for it.
  const stage = await browser.newPage();
  for (const each of [page, stage]) {
    each.on("console", (message) => {
      // A page that answers 403 or 404 is one of those that are looked at.
      if (message.type() === "error" && !/status of 40[34]/.test(message.text()))
        faults.push(`${where}: console: ${message.text().slice(0, 300)}`);
    });
    each.on("pageerror", (error) => faults.push(`${where}: ${error.message.slice(0, 300)}`));
  }

  let place = 0;
  const look = async (page: Page, name: string, locale: string, turn: number): Promise<void> => {
    for (const [t, theme] of themes.entries()) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      for (const [s, size] of sizes.entries()) {
        const asked = askedOf(place, turn, t, s);
        // The layout is the same in both themes.
        if (!asked && !isDrawn && t > 0) continue;
        await page.setViewportSize(size);
        where = `${name} ${locale} ${theme} ${size.width}`;
        if (isDrawn)
          await page.screenshot({
            path: `test-results/pages/${locale}-${theme}-${size.width}-${name.replace(/[^\w-]+/g, "_")}.png`,
          });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (wide > 0) faults.push(`${where}: ${wide} px wider than the screen`);
        if (asked) faults.push(...(await violationsOf(page, asked)).map((fault) => `${where}: ${fault}`));
      }
    }
    place++;
  };
  const speak = (locale: string) =>
    page.context().addCookies([{ name: "locale", value: locale, url: platform.url }]);

  for (const [turn, locale] of locales.entries()) {
    place = 0;
    await speak(locale);
    await page.goto(`${platform.url}/sign-in`);
    await look(page, "sign-in", locale, turn);
  }
  await speak("en");
  await signIn(page, platform);
  await platform.sandbox.control("POST", "/telegram/messages", {
    bot: shop.username,
    chat: { id: 4_400 },
    text: "What does it cost?",
  });
  const wait = `/telegram/wait?bot=${shop.username}&chat=4400&count=1&timeout=120000`;
  await platform.sandbox.control("GET", wait);
  // An answer is stored once Telegram has it.
  await page.goto(`${platform.url}/main/answers`);
  await expect(page.getByText("What does it cost?").first()).toBeVisible();
  const all = await pageAddresses(platform);
  expect(all.length).toBeGreaterThan(15);
  for (const [turn, locale] of locales.entries()) {
    place = 0;
    await speak(locale);
    for (const { name, address } of all) {
      where = `${name} ${locale}`;
      await page.goto(address);
      await look(page, name, locale, turn);
    }
    await stage.goto(platform.sandbox.url);
    await stage.evaluate((language) => localStorage.setItem("language", language), locale);
    await stage.reload();
    await look(stage, "sandbox", locale, turn);
    const [phone = { width: 360, height: 740 }] = sizes;
    await stage.setViewportSize(phone);
    const cut = await stage.evaluate(() =>
      [...document.querySelectorAll("header *, .who *, .phone *")].flatMap((element) =>
        element.getBoundingClientRect().right > window.innerWidth + 1 ? element.outerHTML.slice(0, 100) : [],
      ),
    );
    faults.push(...cut.map((element) => `sandbox ${locale}: cut at the right: ${element}`));
  }
  expect([...new Set(faults)].join("\n")).toBe("");
});
