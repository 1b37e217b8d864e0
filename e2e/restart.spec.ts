// The dashboard restarts while a page is open.
import { expect, signIn, startPlatform, test } from "./platform.ts";

test("an open page neither delays the shutdown nor is lost; it continues with the next server", async ({
  page,
  platform,
  sandbox,
}) => {
  await signIn(page, platform);
  await page.goto(`${platform.url}/main/models`);
  await page.locator("main li", { hasText: "gemini-2.5-pro" }).getByRole("button", { name: /^More/ }).click();
  await page.getByRole("menuitem", { name: "Move to the top" }).click();
  await expect(page.getByText("Saved").first()).toBeVisible();
  await page.getByRole("button", { name: "Try it out" }).click();
  const panel = page.getByRole("dialog");
  await panel.getByText("A made-up day", { exact: true }).click();
  await panel.getByLabel("Messages a day").fill("321");

  // The supervisor kills the server only after 25 s.
  const late = new Promise((done) => setTimeout(done, 15_000, "late"));
  expect(await Promise.race([platform.end("SIGTERM"), late])).toBe(0);
  await expect(page.getByText("No connection to the server").first()).toBeAttached();

  const port = new URL(platform.url).port;
  const next = await startPlatform(sandbox, platform.databaseUrl, {
    PORT: port,
    DATA_DIR: `test-results/data-${port}`,
  });
  await expect(page.getByText("1 worker · live").first()).toBeAttached();
  await expect(panel.getByLabel("Messages a day")).toHaveValue("321");
  await panel.getByRole("button", { name: "Simulate" }).click();
  await expect(panel.getByRole("row", { name: "Not answered 321 321" })).toBeVisible();
  await next.end();
});
