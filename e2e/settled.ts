// Everything that loads a document waits until it can be used.
import { type Browser, type BrowserContextOptions, expect, type Page } from "playwright/test";

/**
 * Waits until the document is hydrated and fully streamed. While it streams, its text is there twice, once hidden;
 * before hydration a click is lost. Removes Next's route announcer, an alert that repeats the title: it is created
 * at hydration and filled later, so it would be found as an alert of the page.
 */
async function settled(page: Page): Promise<void> {
  await expect(
    page.locator("next-route-announcer, html[data-settled], html[data-ready]").first(),
  ).toBeAttached();
  await expect(page.locator("div[hidden][id^='S:'], template[id^='B:'], template[id^='P:']")).toHaveCount(0);
  await page.evaluate(() => {
    document.querySelector("next-route-announcer")?.remove();
    document.documentElement.dataset.settled = "";
  });
}

const wrapped = new WeakSet<Page>();

export function settle(page: Page): void {
  if (wrapped.has(page)) return;
  wrapped.add(page);
  const { goto, reload, waitForURL } = page;
  page.goto = async (...args) => {
    const response = await goto.apply(page, args);
    await settled(page);
    return response;
  };
  page.reload = async (...args) => {
    const response = await reload.apply(page, args);
    await settled(page);
    return response;
  };
  page.waitForURL = async (...args) => {
    await waitForURL.apply(page, args);
    await settled(page);
  };
}

/** A page on a device of its own, without the cookies of the test's. Not for the sandbox's page, which is without Next. */
export async function onOtherDevice(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: "en-US", ...options });
  context.on("page", settle);
  return context.newPage();
}
