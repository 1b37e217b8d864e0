// Uzbek in a browser that does not know it.
import { expect, test } from "./platform.ts";

test("the browser writes Uzbek numbers as the server does", async ({ page, platform }) => {
  await page.goto(`${platform.url}/sign-in`);
  const browser = await page.evaluate(() => new Intl.NumberFormat("uz").format(2_096_000.5));
  expect(browser).toBe(new Intl.NumberFormat("uz").format(2_096_000.5));
});
