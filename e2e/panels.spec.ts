// What is open and half typed on a page that keeps itself fresh.
import { expect, signIn, test } from "./platform.ts";

test("refreshes that meet neither reload the page nor take what is being typed", async ({
  page,
  platform,
}) => {
  await signIn(page, platform);
  await page.goto(`${platform.url}/main/keys`);
  await page.getByRole("button", { name: "Add keys" }).first().click();
  const typed = page.getByLabel("Keys", { exact: true });
  await typed.fill("AQ.half-typ");

  let refreshes = 0;
  page.on("response", (response) => {
    if (response.request().headers().rsc && response.url().includes("/keys")) refreshes++;
  });
  await page.evaluate(() => {
    for (let i = 0; i < 3; i++) document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(() => refreshes).toBeGreaterThan(1);
  for (let i = 0; i < 2; i++) await page.waitForResponse(/\/api\/pulse\//);
  await expect(typed).toHaveValue("AQ.half-typ");
});

test("a panel is opened from the page that it is on, and by its address", async ({ page, platform }) => {
  await signIn(page, platform);
  await page.goto(`${platform.url}/main/keys`);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("option", { name: "Add keys" }).click();
  await expect(page.getByLabel("Keys", { exact: true })).toBeVisible();
  const address = page.url();
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Keys", { exact: true })).toBeHidden();
  expect(page.url()).toBe(`${platform.url}/main/keys`);
  await page.goto(address);
  await page.reload();
  await expect(page.getByLabel("Keys", { exact: true })).toBeVisible();
});
