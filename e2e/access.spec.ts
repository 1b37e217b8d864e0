// Access control, checked in the browser.
import pg from "pg";
import { enter, expect, getIn, sharePlatform, test } from "./platform.ts";

sharePlatform();
test.afterEach(({ platform }) => setRole(platform.databaseUrl, "owner"));

async function setRole(databaseUrl: string, role: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`UPDATE "Member" SET "role" = $1::"Role"`, [role]);
  await client.end();
}

test("a viewer is offered nothing to change, and an admin's request sent by one changes nothing", async ({
  page,
  platform,
}) => {
  await enter(page, platform, "/main/models");
  const flash = page.getByRole("switch", { name: "Use Gemini 2.5 Flash", exact: true });
  const sent = page.waitForRequest((request) => request.headers()["next-action"] !== undefined);
  await flash.click();
  const request = await sent;
  await expect(page.getByText("Saved").first()).toBeVisible();
  await setRole(platform.databaseUrl, "viewer");

  await page.reload();
  await expect(flash).toBeDisabled();
  for (const name of ["Add model", "What if…", "Sync with Google", /^More for/, /^Move /])
    await expect(page.getByRole("main").getByRole("button", { name })).toHaveCount(0);
  for (const path of ["keys#add", "bots#add"]) {
    await page.goto(`${platform.url}/main/${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByRole("main").getByRole("button", { name: /^Add/ })).toHaveCount(0);
  }
  await page.goto(`${platform.url}/main/people`);
  await expect(page.getByRole("switch")).toBeDisabled();
  await expect(page.getByRole("button", { name: "Invite" })).toHaveCount(0);
  const { host: _, "content-length": __, ...headers } = request.headers();
  const again = await page.request.post(request.url(), { headers, data: request.postDataBuffer() ?? "" });
  expect(await again.text()).toContain('"code":"forbidden"');
});

test("an operator is shown conversations and alerts; every other page says in a sentence that the role does not include it", async ({
  page,
  platform,
}) => {
  await getIn(page, platform);
  await setRole(platform.databaseUrl, "operator");
  await page.goto(platform.url);
  await page.waitForURL(/\/main\/conversations$/);
  const navigation = page.getByRole("navigation", { name: "Pages" }).filter({ visible: true });
  await expect(navigation.getByRole("link")).toHaveText(["Conversations", "Broadcasts", "Answers", "Alerts"]);
  for (const path of ["bots", "keys", "models", "analytics", "people", "answers/unknown"]) {
    const response = await page.goto(`${platform.url}/main/${path}`);
    expect(response?.status(), path).toBe(403);
    await expect(page.getByRole("heading", { name: "Your role does not include this page" })).toBeVisible();
    await expect(navigation.getByRole("link")).toHaveText([
      "Conversations",
      "Broadcasts",
      "Answers",
      "Alerts",
    ]);
  }
  await page.getByRole("link", { name: "To your pages" }).click();
  await page.waitForURL(/\/main\/conversations$/);
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("option", { name: "Account" })).toBeVisible();
  await expect(page.getByRole("option", { name: "Keys" })).toHaveCount(0);
});

test("whatever the address of the sign-in page says, signing in leads to a page of ours", async ({
  page,
  platform,
}) => {
  const elsewhere = "%2F%09%2Fevil.example";
  await page.goto(`${platform.url}/sign-in?next=${elsewhere}`);
  await page.getByLabel("E-mail").fill("admin@example.com");
  await page.getByLabel("Password").fill("correct-horse-battery");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/main\/start$/);
  expect(new URL(page.url()).origin).toBe(platform.url);
  // A signed-in person is redirected by the server.
  for (const next of [elsewhere, "%2F%5Cevil.example", "https:%2F%2Fevil.example"]) {
    await page.goto(`${platform.url}/sign-in?next=${next}`);
    expect(new URL(page.url()).origin).toBe(platform.url);
  }
});

test("the gallery of components is not part of the production build", async ({ page, platform }) => {
  await getIn(page, platform);
  for (const path of ["/gallery", "/gallery/light"])
    expect((await page.request.get(platform.url + path)).status()).toBe(404);
});
