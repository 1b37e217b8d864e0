// The dashboard stops and starts again.
import pg from "pg";
import { signInTo } from "#test/dashboard-client.ts";
import { admin, enter, expect, startPlatform, test } from "./platform.ts";

test("an open page neither delays the shutdown nor is lost: it asks little, keeps what is typed, and goes on with the next server", async ({
  page,
  platform,
  sandbox,
  context,
}) => {
  await enter(page, platform, "/main/models");
  await page.locator("main li", { hasText: "gemini-2.5-pro" }).getByRole("button", { name: /^More/ }).click();
  await page.getByRole("menuitem", { name: "Move to the top" }).click();
  await expect(page.getByText("Saved").first()).toBeVisible();
  await page.getByRole("button", { name: "What if…" }).click();
  const panel = page.getByRole("dialog");
  await panel.getByText("A made-up day", { exact: true }).click();
  await panel.getByLabel("Messages a day").fill("321");

  const form = await context.newPage();
  await form.goto(`${platform.url}/main/people`);
  await form.getByRole("button", { name: "Invite" }).first().click();
  await form.getByLabel("E-mail").fill("malika@example.com");

  // The supervisor kills the server only after 25 s.
  const late = new Promise((done) => setTimeout(done, 24_000, "late"));
  expect(await Promise.race([platform.end("SIGTERM"), late])).toBe(0);
  await expect(page.getByText("No connection to the server").first()).toBeAttached();

  // The server is down, the network is not. A second tab was opened before, and its form is sent now.
  await expect(form.getByText(/^The server does not answer\./)).toBeVisible();
  await expect(
    form.getByRole("button", { name: /Account and settings/, includeHidden: true }).first(),
  ).toBeInViewport({ ratio: 1 });
  await form.getByRole("button", { name: "Make the invitation" }).click();
  const notSaved = form.getByRole("alert").filter({ hasText: "Not saved: no connection to the server." });
  await expect(notSaved).toBeVisible();
  let asked = 0;
  form.on("request", () => {
    asked += 1;
  });
  await form.waitForTimeout(10_000);
  // Two a second would be twenty.
  expect(asked).toBeLessThan(12);

  const port = new URL(platform.url).port;
  const next = await startPlatform(sandbox, platform.databaseUrl, {
    PORT: port,
    DATA_DIR: `test-results/data-${port}`,
  });
  await expect(page.getByText("1 worker · live").first()).toBeAttached();
  await form.bringToFront();
  await expect(form.getByText(/^The server does not answer\./)).toBeHidden();
  await expect(form.getByText("The server is back. What you typed is not saved yet.")).toBeVisible();
  await form.getByRole("button", { name: "Try again" }).click();
  await expect(form.getByText("malika@example.com").first()).toBeVisible();
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
