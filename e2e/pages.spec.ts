// Every page of the build and the sandbox's: no error in the console, nothing wider than the screen in three sizes, at 400 % and
// with wide spacing, nothing that moves against a wish for less motion, no violation of axe's rules, no more JavaScript than it
// may have. Each page in one language, and axe's rules in one theme and size, in turn. EVERY_LOOK=1 asks all rules in each
// language, theme and size; SCREENSHOTS=1 leaves a picture of each in test-results/pages.
import type { Page } from "playwright/test";
import { locales } from "#lib/messages/locales.ts";
import { pageAddresses } from "./addresses.ts";
import { violationsOf } from "./axe.ts";
import { expect, getIn, test } from "./platform.ts";
import { addPriceList } from "./price-list.ts";
import { scriptBytes, tooHeavy } from "./weight.ts";
import { wishFaults } from "./wishes.ts";

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

/** Whether a page is looked at in this language. @param place of the page among all; so with the languages, themes and sizes */
const isSpoken = (place: number, locale: number): boolean =>
  isWhole || isDrawn || place % locales.length === locale;

/** Whether axe is asked of a page in this look: in one theme and size, in turn. */
function isAsked(place: number, theme: number, size: number): boolean {
  const turn = (place >> 1) + Math.floor(place / 6);
  return isWhole || (place % themes.length === theme && turn % sizes.length === size);
}

/** Pixels. What a script measures follows a change of the size a moment later: only what stays too wide is. */
async function tooWide(page: Page): Promise<number> {
  for (let tries = 1; ; tries++) {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide <= 0 || tries === 20) return wide;
    await page.waitForTimeout(100);
  }
}

test("every page is accessible, quiet and light", async ({ page, browser, platform }) => {
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

  const weights: Record<string, number> = {};
  const weigh = async (name: string, address: string): Promise<void> => {
    weights[name] = Math.max(weights[name] ?? 0, await scriptBytes(page, address));
  };
  const look = async (page: Page, name: string, locale: string, place: number): Promise<void> => {
    for (const [t, theme] of themes.entries()) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      for (const [s, size] of sizes.entries()) {
        const asked = isAsked(place, t, s);
        // The layout is the same in both themes.
        if (!asked && !isDrawn && t > 0) continue;
        await page.setViewportSize(size);
        where = `${name} ${locale} ${theme} ${size.width}`;
        if (isDrawn)
          await page.screenshot({
            path: `test-results/pages/${locale}-${theme}-${size.width}-${name.replace(/[^\w-]+/g, "_")}.png`,
          });
        const wide = await tooWide(page);
        if (wide > 0) faults.push(`${where}: ${wide} px wider than the screen`);
        if (asked) faults.push(...(await violationsOf(page)).map((fault) => `${where}: ${fault}`));
      }
    }
  };
  const speak = (locale: string) =>
    page.context().addCookies([{ name: "locale", value: locale, url: platform.url }]);

  for (const [turn, locale] of locales.entries()) {
    if (!isSpoken(0, turn)) continue;
    await speak(locale);
    await weigh("sign-in", `${platform.url}/sign-in`);
    await look(page, "sign-in", locale, 0);
  }
  await speak("en");
  await getIn(page, platform);
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
  await addPriceList(platform);
  const all = await pageAddresses(platform);
  expect(all.length).toBeGreaterThan(15);
  for (const [turn, locale] of locales.entries()) {
    await speak(locale);
    let before = "";
    for (const [place, { name, address }] of all.entries()) {
      if (!isSpoken(place, turn)) continue;
      where = `${name} ${locale}`;
      // The same path again would load nothing.
      const { pathname } = new URL(address);
      expect(pathname).not.toBe(before);
      before = pathname;
      await weigh(name, address);
      await look(page, name, locale, place);
      faults.push(...(await wishFaults(page)).map((fault) => `${name} ${locale}: ${fault}`));
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
  expect(weights["sign-in"]).toBeGreaterThan(0);
  expect(tooHeavy(weights)).toEqual([]);
});
