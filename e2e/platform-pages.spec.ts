// The platform's people at work: a workspace is made, limited, entered and suspended; and its owner's settings.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import pg from "pg";
import { liftByKeyboard } from "./dragging.ts";
import { admin, enter, expect, sharePlatform, test } from "./platform.ts";

sharePlatform();

test("somebody of the platform makes a workspace and enters it: its pages and its audit say so until they leave, and without a visit it is closed to them", async ({
  page,
  platform,
}) => {
  await enter(page, platform, "/platform/tenants");
  await page.getByRole("button", { name: "New workspace" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Silk Road Shop");
  await expect(dialog.getByLabel("Address")).toHaveValue("silk-road-shop");
  await dialog.getByLabel("E-mail of the owner").fill("owner@silk.example.com");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByText("/invite/")).toBeVisible();
  await dialog.getByRole("link", { name: "Open" }).click();
  await page.waitForURL(/\/platform\/tenants\/[0-9a-f-]{36}/);
  const details = page.url();
  await page.goto(`${platform.url}/silk-road-shop`);
  await expect(page.getByText("There is nothing here")).toBeVisible();

  await page.goto(details);
  await page.getByLabel("Bots", { exact: true }).fill("3");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("0 of 3")).toBeVisible();
  await page.getByLabel("Reason").fill("The first bot is set up together");
  await page.getByRole("button", { name: "Enter", exact: true }).click();
  await page.waitForURL(/\/silk-road-shop/);
  await expect(page.getByText(/You are in Silk Road Shop for the platform until \d\d:\d\d/)).toBeVisible();
  await page.goto(`${platform.url}/silk-road-shop/audit`);
  const entry = page.getByRole("listitem").filter({ hasText: "entered this workspace" });
  await expect(entry).toContainText("The first bot is set up together");
  await expect(entry.getByText("Platform", { exact: true })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Plan or limits changed" })).toContainText(
    "Bots",
  );
  // What a visitor may not.
  await page.goto(`${platform.url}/silk-road-shop/settings`);
  await expect(page.getByLabel("Name")).not.toBeEditable();
  await expect(page.getByRole("button", { name: "Delete the workspace…" })).toHaveCount(0);

  await page.goto(details);
  await page.getByRole("button", { name: "Suspend", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Suspend", exact: true }).click();
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  await page.goto(`${platform.url}/silk-road-shop/bots`);
  await expect(page.getByText("This workspace is suspended.")).toBeVisible();
  await page.goto(details);
  await page.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByLabel("Reason")).toBeVisible();
  await page.goto(`${platform.url}/silk-road-shop`);
  await expect(page.getByText("There is nothing here")).toBeVisible();
});

test("an owner changes the address: links of before lead on; the audit is filtered in the address and saved as CSV; the workspace goes only with its name typed", async ({
  page,
  platform,
}) => {
  await enter(page, platform, "/main/settings");
  await page.getByLabel("Address").fill("new-main");
  await page.getByRole("button", { name: "Change the address" }).click();
  await page.waitForURL(/\/new-main\/settings/);
  await page.goto(`${platform.url}/main/audit?kind=workspace`);
  await expect(page).toHaveURL(/\/new-main\/audit\?kind=workspace/);
  const entry = page.getByRole("listitem").filter({ hasText: "Address of the workspace changed" });
  await expect(entry).toContainText("main → new-main");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Save these entries as a CSV file" }).click(),
  ]);
  const csv = readFileSync(await download.path(), "utf8");
  expect(csv).toContain("Address of the workspace changed");
  expect(csv.split("\r\n")[0]).toContain("Time,Who,");
  await page.goto(`${platform.url}/new-main/audit?kind=bots&person=00000000-0000-4000-8000-000000000000`);
  await expect(page.getByText("No entry fits")).toBeVisible();

  await page.goto(`${platform.url}/new-main/settings`);
  await page.getByRole("button", { name: "Delete the workspace…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/Type the name/).fill("something else");
  await dialog.getByRole("button", { name: "Delete for ever" }).click();
  await expect(dialog.getByText(/That is not the name/)).toBeVisible();
  await page.keyboard.press("Escape");
  // As the tests after this one expect it.
  const database = new pg.Client({ connectionString: platform.databaseUrl });
  await database.connect();
  await database.query(`UPDATE "Tenant" SET "slug" = 'main', "formerSlugs" = '{}' WHERE "slug" = 'new-main'`);
  await database.end();
});

test("the platform lends its keys to a workspace, which sees one line of them; its default models are dragged", async ({
  page,
  platform,
  sandbox,
}) => {
  // No id and no time of the page ends like it.
  const secret = "AQ.platform-key-that-is-lent-ZyXwZyXw";
  await sandbox.control("PUT", "/gemini/keys", { [secret]: { project: "host" } });
  await enter(page, platform, "/platform/keys");
  await page.getByRole("button", { name: "Add keys" }).first().click();
  await page.getByLabel("Keys", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Add 1 key" }).click();
  await expect(page.getByText(/^Works: \d+ models/)).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  const rows = page.getByRole("main").getByRole("listitem");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("Works");
  expect(await page.content()).not.toContain(secret);

  await page.goto(`${platform.url}/platform/tenants`);
  await page.getByRole("link", { name: "BotFactory" }).click();
  await page.getByLabel("Calls a day with the platform’s keys").fill("50");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Limits saved")).toBeVisible();
  await page.goto(`${platform.url}/main/keys`);
  const line = page.getByRole("region", { name: "Keys of the platform" });
  await expect(line).toContainText("They answer after your own keys.");
  await expect(line).toContainText("0 of 50 calls used today");
  expect(await page.content()).not.toContain(secret.slice(-4));

  await page.goto(`${platform.url}/platform/models`);
  const names = () => rows.locator("span.font-mono").allTextContents();
  const [first, second, ...rest] = await names();
  const moveFirstDown = async () => {
    await page
      .getByRole("button", { name: /^Move / })
      .first()
      .focus();
    await liftByKeyboard(page, /lifted\. Place 1 of/);
    await page.keyboard.press("ArrowDown");
    await expect(page.getByText(/is at place 2 of/)).toBeAttached();
    await page.keyboard.press("Space");
  };
  await moveFirstDown();
  await expect.poll(names).toEqual([second, first, ...rest]);
  await expect(page.getByText("Default models saved")).toBeVisible();
  await page.reload();
  expect(await names()).toEqual([second, first, ...rest]);
  await moveFirstDown();
  await expect.poll(names).toEqual([first, second, ...rest]);
  await expect(page.getByText("Default models saved")).toBeVisible();

  // As the tests of other files expect it.
  const database = new pg.Client({ connectionString: platform.databaseUrl });
  await database.connect();
  await database.query(`UPDATE "Tenant" SET "limits" = '{}', "configVersion" = "configVersion" + 1`);
  await database.query(`DELETE FROM "Tenant" WHERE "slug" = 'platform'`);
  await database.end();
});

test("an owner takes the whole workspace along as one file, and proves first who they are", async ({
  page,
  platform,
}) => {
  await enter(page, platform, "/main/settings");
  const database = new pg.Client({ connectionString: platform.databaseUrl });
  await database.connect();
  await database.query(`UPDATE "Session" SET "provedAt" = now() - interval '1 hour'`);
  await database.end();
  expect((await page.request.get(`${platform.url}/api/export/main`)).status()).toBe(403);
  await page.getByRole("button", { name: "Download" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Password").fill(admin.password);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button").last().click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^main-\d{4}-\d\d-\d\d\.ndjson\.gz$/);
  const lines = gunzipSync(readFileSync(await download.path()))
    .toString("utf8")
    .trimEnd()
    .split("\n");
  expect(JSON.parse(lines.at(-1) ?? "")).toEqual({ type: "end" });
  await page.goto(`${platform.url}/main/audit?kind=workspace`);
  await expect(page.getByText("The whole workspace exported")).toBeVisible();
});
