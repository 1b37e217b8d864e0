// The dashboard stops and starts again.
import pg from "pg";
import { signInTo } from "#test/dashboard-client.ts";
import { admin, enter, expect, type Platform, startPlatform, test } from "./platform.ts";

test.use({ alone: true });

/** Of the record's entries of the action, in order. */
async function detailsOf({ databaseUrl }: Platform, action: string): Promise<unknown[]> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const { rows } = await database.query(`SELECT "detail" FROM "Audit" WHERE "action" = $1 ORDER BY "id"`, [
    action,
  ]);
  await database.end();
  return rows.map(({ detail }) => detail);
}

test("an open page neither delays the shutdown nor is lost: it asks little, keeps what is typed, and goes on with the next server; sign-ins that failed and were only counted are in the record", async ({
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

  for (let i = 0; i < 3; i++)
    await expect(signInTo(platform.url, admin.email, "not-the-password")).rejects.toThrow();

  // The supervisor kills the server only after 25 s.
  const late = new Promise((done) => setTimeout(done, 24_000, "late"));
  expect(await Promise.race([platform.end("SIGTERM"), late])).toBe(0);
  // The first is recorded at once, those after it are counted until then.
  const failed = await detailsOf(platform, "session.failed");
  expect(failed).toEqual([null, { times: 2 }]);
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
  const from = performance.now();
  form.on("request", () => {
    asked += 1;
  });
  await form.waitForTimeout(10_000);
  // Two a second would be twenty in ten seconds; a busy machine wakes this test later.
  expect(asked).toBeLessThan((12 * (performance.now() - from)) / 10_000);

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
