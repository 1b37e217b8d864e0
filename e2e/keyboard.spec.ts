// By keyboard alone: what opens takes the focus and gives it back to what opened it; the navigation can be skipped. And in the
// colours that somebody has chosen for everything.
import type { Locator, Page } from "playwright/test";
import { enter, expect, sharePlatform, test } from "./platform.ts";

sharePlatform();

const shop = {
  token: "70707:AAkeyboardtest-AAkeyboardtest-AA",
  username: "keyboard_bot",
  name: "Keyboard",
  keys: ["AQ.keyboard-one", "AQ.keyboard-two"],
};
test.use({ shop });

/** Opens it, closes it, and the focus is where it was. */
async function comesBack(page: Page, opener: Locator, opened: Locator): Promise<void> {
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(opened).toBeVisible();
  await expect(opened.and(page.locator(":focus")).or(opened.locator(":focus"))).toBeAttached();
  await page.keyboard.press("Escape");
  await expect(opened).toBeHidden();
  await expect(opener).toBeFocused();
}

test("a dialog, a sheet, a menu and a list give the focus back to what opened them", async ({
  page,
  platform,
}) => {
  const main = page.getByRole("main");
  const button = (name: string | RegExp) => main.getByRole("button", { name, exact: true });
  const dialog = page.getByRole("dialog");
  await enter(page, platform, "/main/keys");
  await comesBack(page, button("Add keys"), dialog);
  await comesBack(page, button("How they are used"), dialog);
  await comesBack(page, button(/^Key 1/), dialog);
  const menu = button(/^More for Key 1/);
  await comesBack(page, menu, page.getByRole("menu"));

  // Opened from a menu, which is gone by then: back to the button of the menu.
  await menu.press("Enter");
  await page.getByRole("menuitem", { name: "Replace…" }).press("Enter");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(menu).toBeFocused();

  // In a sheet: back to the button in it, then to the row.
  await button(/^Key 1/).press("Enter");
  const replace = dialog.getByRole("button", { name: "Replace…" });
  await replace.press("Enter");
  await expect(page.getByRole("dialog", { name: /^Replace / })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(replace).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(button(/^Key 1/)).toBeFocused();

  await page.goto(`${platform.url}/main/models`);
  await comesBack(page, button("What if…"), dialog);
  await comesBack(page, button("Add model"), dialog);
  await comesBack(page, main.getByRole("combobox", { name: /order/i }).first(), page.getByRole("listbox"));
  await button("What if…").focus();
  await page.keyboard.press("ControlOrMeta+k");
  await expect(dialog.getByRole("combobox")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(button("What if…")).toBeFocused();
});

test("what an address opened gives the focus to the page; the navigation is skipped with one key", async ({
  page,
  platform,
}) => {
  await enter(page, platform, "/main/keys#add");
  await expect(page.getByLabel("Keys", { exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  const content = page.locator("#content");
  await expect(content).toBeFocused();

  for (const path of ["/main/models", "/platform/tenants"]) {
    await page.goto(platform.url + path);
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to the content" });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await page.keyboard.press("Enter");
    await expect(content).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(content.locator(":focus")).toBeAttached();
  }
});

test("in a contrast theme what floats has an edge, and a switch shows whether it is on", async ({
  page,
  platform,
}) => {
  await page.emulateMedia({ forcedColors: "active" });
  await enter(page, platform, "/main/models");
  const ground = (locator: Locator) =>
    locator.evaluate((element) => getComputedStyle(element).backgroundColor);
  const flash = page.getByRole("switch", { name: "Use Gemini 2.5 Flash", exact: true });
  const on = await ground(flash);
  await flash.click();
  await expect(flash).not.toBeChecked();
  await expect.poll(() => ground(flash)).not.toBe(on);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(flash).toBeChecked();
  await page.getByRole("button", { name: "What if…" }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet).toHaveCSS("border-top-width", "1px");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test("what has the focus is not under the bars, whichever way it comes", async ({ page, platform }) => {
    await enter(page, platform, "/main/settings");
    const hidden = () =>
      page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body || element.closest("nav, header")) return null;
        const { left, top, width, height } = element.getBoundingClientRect();
        const above = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 20));
        const isCovered = above !== null && above.closest("nav, header") !== null;
        return isCovered ? element.outerHTML.slice(0, 120) : null;
      });
    const covered: string[] = [];
    for (const key of [...Array(60).fill("Tab"), ...Array(60).fill("Shift+Tab")]) {
      await page.keyboard.press(key);
      covered.push((await hidden()) ?? "");
    }
    expect(covered.filter(Boolean)).toEqual([]);
  });

  test("the actions beside a title are in a menu, and what they open gives the focus back to it", async ({
    page,
    platform,
  }) => {
    await enter(page, platform, "/main/models");
    const more = page.getByRole("button", { name: "More actions" });
    await more.press("Enter");
    await expect(page.getByRole("menuitem")).toHaveText(["What if…", "Sync with Google"]);
    await page.getByRole("menuitem", { name: "What if…" }).press("Enter");
    await expect(page.getByRole("dialog", { name: "What would have happened?" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(more).toBeFocused();
  });
});
