// Reordering models on a phone: by touch, and by the menu of a row.
import { enter, expect, forgetOrder, sharePlatform, test } from "./platform.ts";

sharePlatform();
test.beforeEach(({ platform }) => forgetOrder(platform));

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

const firstRow = "main li >> nth=0";

test("a long press lifts a model, and it is dropped at the top", async ({ page, platform }) => {
  await enter(page, platform, "/main/models");
  const grip = page.getByRole("button", { name: "Move Gemini 2.5 Pro" });
  // Off the bar at the bottom of the screen.
  await grip.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const [from, to] = [(await grip.boundingBox())!, (await page.locator(firstRow).boundingBox())!];
  const x = from.x + from.width / 2;
  const touch = await page.context().newCDPSession(page);
  const at = (y: number) => ({ touchPoints: [{ x, y }] });
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", ...at(from.y + from.height / 2) });
  await expect(page.getByText(/Gemini 2.5 Pro lifted/)).toBeAttached();
  for (let step = 1; step <= 10; step++) {
    const y = from.y + from.height / 2 + ((to.y + 10 - from.y - from.height / 2) * step) / 10;
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", ...at(y) });
  }
  await expect(page.getByText(/Gemini 2.5 Pro is at place 1 of 4/)).toBeAttached();
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await expect(page.locator(firstRow)).toContainText("gemini-2.5-pro");
  await expect(page.locator("[data-sonner-toast]").getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.locator(firstRow)).toContainText("gemini-2.5-pro");
});

test("the menu of a row moves a model to the top, and Undo reverts it", async ({ page, platform }) => {
  await enter(page, platform, "/main/models");
  await page.getByRole("button", { name: "More for Gemini 2.5 Pro" }).tap();
  await page.getByRole("menuitem", { name: "Move to the top" }).tap();
  await expect(page.locator(firstRow)).toContainText("gemini-2.5-pro");
  await page.getByRole("button", { name: "Undo" }).tap();
  await expect(page.locator(firstRow)).toContainText("gemini-2.5-flash");
});
