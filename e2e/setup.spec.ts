// The first visit of a platform without an admin, and the choice of language.
import { expect, test } from "./platform.ts";

// What a real start prints.
test.use({ isSetUp: false, alone: true });

test("the first visit creates the first admin once, guarded by the code printed at start", async ({
  page,
  platform,
}) => {
  const [, link = "", code = ""] = /^First visit: (\S+code=(\S+))$/m.exec(platform.output()) ?? [];
  await page.goto(platform.url);
  await expect(page.getByRole("heading", { name: "Welcome to BotFactory" })).toBeVisible();
  await page.getByLabel("One-time code").fill("WRONG-CODES");
  await page.getByLabel("Name of your workspace").fill("Baraka");
  await page.getByLabel("Your name").fill("Dilnoza");
  await page.getByLabel("E-mail").fill("dilnoza@example.com");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create and start" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue("Dilnoza");

  await page.getByLabel("One-time code").fill(code.toLowerCase());
  await page.getByLabel("Password", { exact: true }).fill("to‘g‘ri-ot-batareya");
  await page.getByRole("button", { name: "Create and start" }).click();
  await page.waitForURL(/\/[^/]+\/start$/);
  await expect(page.getByRole("heading", { name: "A bot in Telegram" })).toBeVisible();

  await page.context().clearCookies();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
