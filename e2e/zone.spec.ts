// The times of a page are those of the reader's device, which the server learns with the first page.
import { enter, expect, sharePlatform, test } from "./platform.ts";

sharePlatform();

const ZONE = "America/New_York";
test.use({ timezoneId: ZONE });

test("the first page on a device of another zone is refreshed once, keeps what is typed, and pages have the device's times", async ({
  page,
  platform,
}) => {
  let refreshes = 0;
  page.on("request", (request) => {
    const headers = request.headers();
    const asks = headers.rsc === "1" && headers["next-router-prefetch"] === undefined;
    if (asks && headers["next-action"] === undefined) refreshes += 1;
  });
  await enter(page, platform, "/main/keys#add");
  const keys = page.getByLabel("Keys", { exact: true });
  await keys.fill("AQ.half-typ");
  await expect.poll(() => refreshes).toBe(1);
  // Several pulses.
  await page.waitForTimeout(2_000);
  await expect(keys).toHaveValue("AQ.half-typ");

  // The list of devices.
  await page.goto(`${platform.url}/account`);
  const time = page.locator("time").first();
  const at = new Date((await time.getAttribute("datetime")) ?? "");
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
  await time.hover();
  await expect(page.getByRole("tooltip")).toContainText(clock.format(at));
  expect(refreshes).toBe(1);
});
