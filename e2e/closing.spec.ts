// Dialogs and sheets close in every way that a device has, and typed text is not lost on the way.
import type { Page } from "playwright/test";
import { enter, expect, sharePlatform, test } from "./platform.ts";

sharePlatform();

const shop = {
  token: "60060:AAclosingtest-AAclosingtest-AAclo",
  username: "closing_bot",
  name: "Closing",
  keys: ["AQ.closing-one"],
};

declare global {
  interface Window {
    watchers: { requestClose(): void }[];
  }
}

/** Android's Back reaches the newest living CloseWatcher of a page; Chromium on a desktop sends it none. */
async function rememberWatchers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.watchers = [];
    const own = window as unknown as { CloseWatcher: new () => { requestClose(): void; destroy(): void } };
    own.CloseWatcher = class extends own.CloseWatcher {
      constructor() {
        super();
        window.watchers.push(this);
      }
      override destroy(): void {
        window.watchers.splice(window.watchers.indexOf(this), 1);
        super.destroy();
      }
    };
  });
}
/** @param open dialogs that are: each tells the browser of itself a moment after it is seen, and no more when it is gone */
async function back(page: Page, open: number): Promise<void> {
  await expect.poll(() => page.evaluate(() => window.watchers.length)).toBe(open);
  await page.evaluate(() => window.watchers.at(-1)?.requestClose());
}

test("typed text survives a stray tap, Escape and Back, unless the person says otherwise", async ({
  page,
  platform,
}) => {
  await rememberWatchers(page);
  await enter(page, platform, "/main/keys#add");
  const keys = page.getByLabel("Keys", { exact: true });
  await keys.fill("AQ.half-typ");
  await page.mouse.click(5, 5);
  await expect(keys).toHaveValue("AQ.half-typ");

  const asked: string[] = [];
  let answer = false;
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    void (answer ? dialog.accept() : dialog.dismiss());
  });
  await page.keyboard.press("Escape");
  await back(page, 1);
  await expect(keys).toHaveValue("AQ.half-typ");
  expect(asked).toEqual(Array(2).fill("What you typed is not saved. Close anyway?"));
  answer = true;
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();
});

test.describe("with a key", () => {
  test.use({ shop });

  test("Back on a phone closes what is open, the topmost first, and the page stays", async ({
    page,
    platform,
  }) => {
    await rememberWatchers(page);
    await enter(page, platform, "/main/keys");
    await page
      .getByRole("main")
      .getByRole("button", { name: /^Key 1/ })
      .click();
    const sheet = page.getByRole("dialog").filter({ hasText: "Last tested" });
    await sheet.getByRole("button", { name: "Replace…" }).click();
    const replace = page.getByRole("dialog", { name: /^Replace / });
    await expect(replace).toBeVisible();
    await back(page, 2);
    await expect(replace).toBeHidden();
    await expect(sheet).toBeVisible();
    await back(page, 1);
    await expect(sheet).toBeHidden();
    await expect(page).toHaveURL(`${platform.url}/main/keys`);
    // Nothing typed: a tap beside it closes it too, if not in the moment in which it appears.
    await page.getByRole("button", { name: "Add keys" }).first().click();
    const keys = page.getByLabel("Keys", { exact: true });
    await expect(keys).toBeVisible();
    await expect(async () => {
      await page.mouse.click(5, 5);
      await expect(keys).toBeHidden({ timeout: 2_000 });
    }).toPass();
  });
});
