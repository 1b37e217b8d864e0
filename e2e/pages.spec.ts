// Every page of the build and the sandbox's, in three languages, both themes and three sizes: no violation of any rule of axe,
// no error in the console, nothing wider than the screen. With SCREENSHOTS=1 a picture of each in test-results/pages.
import type { Page } from "playwright/test";
import { locales } from "#lib/messages/locales.ts";
import { pageAddresses } from "./addresses.ts";
import { violationsOf } from "./axe.ts";
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

/** What is wrong with the page as it is shown now. */
async function faultsOf(page: Page): Promise<string[]> {
  const violations = await violationsOf(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [...violations, ...(wide > 0 ? [`${wide} px wider than the screen`] : [])];
}

async function show(page: Page, theme: (typeof themes)[number], size: (typeof sizes)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await page.setViewportSize(size);
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

  const look = async (page: Page, name: string, locale: string, turn: number): Promise<void> => {
    for (const [t, theme] of themes.entries()) {
      for (const [s, size] of sizes.entries()) {
        // In each language another pair: over the three, every theme in every size.
        const isJudged = (turn + t) % sizes.length === s;
        if (!isJudged && !isDrawn) continue;
        await show(page, theme, size);
        where = `${name} ${locale} ${theme} ${size.width}`;
        if (isDrawn)
          await page.screenshot({
            path: `test-results/pages/${locale}-${theme}-${size.width}-${name.replace(/[^\w-]+/g, "_")}.png`,
          });
        if (isJudged) faults.push(...(await faultsOf(page)).map((fault) => `${where}: ${fault}`));
      }
    }
  };
  const speak = (locale: string) =>
    page.context().addCookies([{ name: "locale", value: locale, url: platform.url }]);

  for (const [turn, locale] of locales.entries()) {
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
