// What is typed stays until it is saved or discarded on purpose: past a reload, Back, a new sign-in and a closed dialog.
import type { Page } from "playwright/test";
import { admin, enter, expect, getIn, sharePlatform, test } from "./platform.ts";

sharePlatform();

const shop = {
  token: "70070:AAdrafttesting-AAdrafttesting-AAd",
  username: "draft_bot",
  name: "Draft",
  keys: ["AQ.draft-one"],
};
test.use({ shop });

/** Of the field that searches models. */
const SEARCH = "Name, for instance gemini-2.5-flash";

const line = (page: Page) => page.getByText("Draft restored");

async function openPrompt(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/main/bots`);
  await page.getByRole("main").getByRole("link", { name: "Draft" }).first().click();
  await expect(page.getByLabel("Prompt")).toBeVisible();
}

test("a prompt that is not saved comes back after a reload, and goes when it is saved or discarded", async ({
  page,
  platform,
}) => {
  await getIn(page, platform);
  await openPrompt(page, platform.url);
  const prompt = page.getByLabel("Prompt");
  const before = await prompt.inputValue();
  await prompt.fill("Half a thought");
  await page.reload();
  await expect(prompt).toHaveValue("Half a thought");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(prompt).toHaveValue(before);
  await page.reload();
  await expect(prompt).toHaveValue(before);
  await expect(line(page)).toHaveCount(0);

  await prompt.fill("A whole thought");
  await page.getByRole("link", { name: "Keys" }).first().click();
  await page.waitForURL(/\/keys$/);
  await page.goBack();
  await expect(line(page)).toBeVisible();
  await expect(prompt).toHaveValue("A whole thought");
  await page.getByRole("main").getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText("The prompt is published")).toBeVisible();
  await expect(line(page)).toHaveCount(0);
  await page.reload();
  await expect(prompt).toHaveValue("A whole thought");
  await expect(line(page)).toHaveCount(0);
});

test("a draft made before a colleague saved does not overwrite theirs unasked", async ({
  page,
  platform,
  context,
}) => {
  await getIn(page, platform);
  await openPrompt(page, platform.url);
  await page.getByLabel("Prompt").fill("Mine");
  const kept = await page.evaluate(() => ({ ...localStorage }));
  // A colleague's browser has no such draft.
  await page.evaluate(() => localStorage.clear());
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel("Prompt").fill("Theirs");
  await other.getByRole("main").getByRole("button", { name: "Publish" }).click();
  await expect(other.getByText("The prompt is published")).toBeVisible();
  await other.close();
  await page.evaluate((items) => Object.assign(localStorage, items), kept);
  await page.reload();
  await expect(page.getByLabel("Prompt")).toHaveValue("Mine");
  await expect(page.getByRole("button", { name: "Publish mine instead" })).toBeVisible();
  await page.getByRole("button", { name: "Show theirs" }).click();
  await expect(page.getByLabel("Prompt")).toHaveValue("Theirs");
  await page.reload();
  await expect(page.getByLabel("Prompt")).toHaveValue("Theirs");
  await expect(line(page)).toHaveCount(0);
});

test("the search for a model is kept past a reload, a key and a password never are", async ({
  page,
  platform,
}) => {
  await enter(page, platform, "/main/models");
  await page.getByRole("button", { name: "Add model" }).click();
  await page.getByPlaceholder(SEARCH).fill("gemini-9");
  // It is in the address that the list is open.
  await page.reload();
  await expect(page.getByPlaceholder(SEARCH)).toHaveValue("gemini-9");
  await expect(line(page)).toBeVisible();

  await page.goto(`${platform.url}/main/keys#add`);
  await page.getByLabel("Keys", { exact: true }).fill("AQ.secret-typed");
  await page.goto(`${platform.url}/account`);
  await page.getByLabel("New password").fill("a-secret-typed");
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(stored).not.toContain("secret-typed");
  expect(stored).not.toContain(admin.password);
});

test("closing a dialog whose text is kept does not ask, and opening it again shows it", async ({
  page,
  platform,
}) => {
  await getIn(page, platform);
  page.on("dialog", () => {
    throw new Error("asked");
  });
  await page.goto(`${platform.url}/main/people`);
  const open = () => page.getByRole("button", { name: "Invite" }).first().click();
  await open();
  await page.getByLabel("E-mail").fill("half@exam");
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("E-mail")).toBeHidden();
  await open();
  await expect(page.getByLabel("E-mail")).toHaveValue("half@exam");
  await expect(line(page)).toBeVisible();
});
