// Open panels and typed text survive the refreshes of a page.
import type { Page } from "playwright/test";
import { enter, expect, sharePlatform, test } from "./platform.ts";

sharePlatform();

/** Requests so many refreshes at once; resolves some seconds after the page has loaded. */
async function refresh(page: Page, times: number): Promise<void> {
  const loaded = page.waitForResponse((response) => {
    const { rsc, "next-router-prefetch": ahead } = response.request().headers();
    return Boolean(rsc) && !ahead && new URL(response.url()).pathname.endsWith("/keys");
  });
  await page.evaluate((times) => {
    for (let i = 0; i < times; i++) document.dispatchEvent(new Event("visibilitychange"));
  }, times);
  await loaded;
  for (let i = 0; i < 2; i++) await page.waitForResponse(/\/api\/pulse\//);
}

test("concurrent refreshes neither reload the document nor lose typed text", async ({ page, platform }) => {
  await enter(page, platform, "/main/keys");
  await page.getByRole("button", { name: "Add keys" }).first().click();
  const typed = page.getByLabel("Keys", { exact: true });
  await typed.fill("AQ.half-typ");
  await refresh(page, 3);
  await expect(typed).toHaveValue("AQ.half-typ");
});

test("a panel opens from its page and by its address", async ({ page, platform }) => {
  await enter(page, platform, "/main/keys");
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("option", { name: "Add keys" }).click();
  await expect(page.getByLabel("Keys", { exact: true })).toBeVisible();
  const address = page.url();
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Keys", { exact: true })).toBeHidden();
  await expect(page).toHaveURL(`${platform.url}/main/keys`);
  await page.goto(address);
  await expect(page.getByLabel("Keys", { exact: true })).toBeVisible();
  await refresh(page, 1);
  await expect(page.getByLabel("Keys", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Keys", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  const lead = (name: string) =>
    page.getByRole("navigation").getByRole("link", { name, exact: true }).first().click();
  for (const name of ["Models", "Keys"]) {
    await lead(name);
    await expect(page.getByRole("main").getByRole("heading", { name, exact: true })).toBeVisible();
  }
  await expect(page.getByLabel("Keys", { exact: true })).toBeHidden();
  await expect(page).toHaveURL(`${platform.url}/main/keys`);
});

test("the buttons of a dialog stay in sight in a low window, and what is typed above them too", async ({
  page,
  platform,
}) => {
  // A phone on its side.
  await page.setViewportSize({ width: 740, height: 360 });
  await enter(page, platform, "/main/bots#add");
  const dialog = page.getByRole("dialog");
  const submit = dialog.getByRole("button", { name: "Add bot" });
  await expect(submit).toBeInViewport({ ratio: 1 });
  const file = dialog.getByRole("button", { name: "Choose a file" });
  await dialog.getByLabel("Token").press("Tab");
  await expect(file).toBeFocused();
  await expect(file).toBeInViewport({ ratio: 1 });
  // The dialog may still move while it opens.
  await expect(async () => {
    const [chosen, below] = [await file.boundingBox(), await submit.boundingBox()];
    expect((chosen?.y ?? 0) + (chosen?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0);
  }).toPass();
});
