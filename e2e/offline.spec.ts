// The network goes while somebody works: the page says so, keeps everything, and goes on by itself.
import { enter, expect, sharePlatform, test } from "./platform.ts";

sharePlatform();

test("offline is said, a tap waits instead of leaving for the browser's error, and all goes on once there is a network", async ({
  page,
  context,
  platform,
}) => {
  await enter(page, platform, "/main/keys#add");
  const keys = page.getByLabel("Keys", { exact: true });
  await keys.fill("AQ.half-typ");
  const bar = page.getByText(/^Offline\./);
  await context.setOffline(true);
  await expect(bar).toBeVisible();
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.waitForTimeout(3_000);
  await expect(keys).toHaveValue("AQ.half-typ");
  await context.setOffline(false);
  await expect(bar).toBeHidden();

  page.on("dialog", (dialog) => void dialog.accept());
  await page.keyboard.press("Escape");
  await context.setOffline(true);
  await page.getByRole("navigation").getByRole("link", { name: "Models", exact: true }).first().click();
  await expect(bar).toBeVisible();
  await page.waitForTimeout(3_000);
  await context.setOffline(false);
  await expect(page.getByRole("main").getByRole("heading", { name: "Models" })).toBeVisible();
  await expect(bar).toBeHidden();
});

test("what opens on demand opens once the network is back", async ({ page, context, platform }) => {
  await enter(page, platform, "/main/keys");
  await context.setOffline(true);
  await page.getByRole("button", { name: "Add keys" }).first().click();
  await page.waitForTimeout(3_000);
  await context.setOffline(false);
  await expect(page.getByLabel("Keys", { exact: true })).toBeVisible();
});
