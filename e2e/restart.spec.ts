// The dashboard stops and starts again.
import pg from "pg";
import { signInTo } from "#test/dashboard-client.ts";
import { admin, enter, expect, startPlatform, test } from "./platform.ts";

test("an open page neither delays the shutdown nor is lost; it continues with the next server", async ({
  page,
  platform,
  sandbox,
}) => {
  await enter(page, platform, "/main/models");
  await page.locator("main li", { hasText: "gemini-2.5-pro" }).getByRole("button", { name: /^More/ }).click();
  await page.getByRole("menuitem", { name: "Move to the top" }).click();
  await expect(page.getByText("Saved").first()).toBeVisible();
  await page.getByRole("button", { name: "What if…" }).click();
  const panel = page.getByRole("dialog");
  await panel.getByText("A made-up day", { exact: true }).click();
  await panel.getByLabel("Messages a day").fill("321");

  // The supervisor kills the server only after 25 s.
  const late = new Promise((done) => setTimeout(done, 24_000, "late"));
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

test("failed sign-ins that were only counted are in the record once the dashboard has stopped", async ({
  platform,
}) => {
  for (let i = 0; i < 3; i++)
    await expect(signInTo(platform.url, admin.email, "not-the-password")).rejects.toThrow();
  expect(await platform.end("SIGTERM")).toBe(0);
  const database = new pg.Client({ connectionString: platform.databaseUrl });
  await database.connect();
  const { rows } = await database.query(
    `SELECT "detail" FROM "Audit" WHERE "action" = 'session.failed' ORDER BY "id"`,
  );
  await database.end();
  expect(rows).toEqual([{ detail: null }, { detail: { times: 2 } }]);
});
