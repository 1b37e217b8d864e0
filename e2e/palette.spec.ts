// The command palette: everything by parts, in three languages, whichever the page speaks.
import pg from "pg";
import type { Page } from "playwright/test";
import { enter, expect, type Platform, test } from "./platform.ts";

test.use({
  shop: {
    token: "80080:AApalettetest-AApalettetest-AApale",
    username: "dokon_yordam_bot",
    name: "Doʻkon yordamchisi",
    keys: ["AQ.palette-one-9f3c"],
  },
});

const option = (page: Page, name: string | RegExp) => page.getByRole("option", { name });

const palette = (page: Page) => page.getByRole("combobox", { name: "Command palette" });

async function find(page: Page, typed: string): Promise<void> {
  if ((await palette(page).count()) === 0) await page.keyboard.press("Control+k");
  await palette(page).fill(typed);
}

/** Resolves when the palette has faded away: until then it could be taken for one that is open. */
async function choose(page: Page, name: string | RegExp): Promise<void> {
  await option(page, name).first().click();
  await expect(palette(page)).toHaveCount(0);
}

async function setRole({ databaseUrl }: Platform, role: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`UPDATE "Member" SET "role" = $1::"Role"`, [role]);
  await client.end();
}

test("each page, bot, key, model and action is found by parts in three languages, and leads there; a role finds only its own", async ({
  page,
  platform,
}) => {
  await enter(page, platform, "/main");
  for (const typed of ["sign out", "выйти", "chiqish", "dsqnb", "log out"]) {
    await find(page, typed);
    await expect(option(page, "Sign out").first(), typed).toBeVisible();
  }
  for (const [typed, name] of [
    ["ключи", "Keys"],
    ["javob", "Answers"],
    ["yordam", /Doʻkon yordamchisi/],
    ["@dokon", /Doʻkon yordamchisi/],
    ["kon_yor", /Doʻkon yordamchisi/],
    ["9f3c", /Key 1/],
    ["1-kalit", /Key 1/],
    ["ключ 1", /Key 1/],
    ["2.5 pro", /Gemini 2\.5 Pro/],
    ["добавить бота", "Add a bot"],
    ["taklif", "Invite somebody"],
    ["ўзбек", /Oʻzbekcha/],
    // A member of the team by parts of the address.
    ["example.com", /admin@example\.com/],
  ] as const) {
    await find(page, typed);
    await expect(option(page, name).first(), typed).toBeVisible();
  }
  await find(page, "hech narsa shunaqa");
  await expect(page.getByText("Nothing found.")).toBeVisible();

  // What it does not hold, the words of questions and the people who asked, is searched for in the answers.
  await choose(page, "Search the answers for “hech narsa shunaqa”");
  await page.waitForURL(/\/main\/answers\?q=hech(\+|%20)narsa(\+|%20)shunaqa$/);
  await expect(page.getByRole("searchbox", { name: "Question or person" })).toHaveValue("hech narsa shunaqa");

  await find(page, "9f3c");
  await choose(page, /Key 1/);
  await expect(page.getByRole("dialog", { name: /Key 1/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await find(page, "2.5 pro");
  await choose(page, /Gemini 2\.5 Pro/);
  await expect(page.getByRole("dialog", { name: "Gemini 2.5 Pro" })).toBeVisible();
  await page.keyboard.press("Escape");

  await setRole(platform, "operator");
  await page.goto(`${platform.url}/main/answers`);
  await find(page, "answers");
  await expect(option(page, "Answers").first()).toBeVisible();
  for (const typed of ["add", "9f3c", "2.5 pro", "kon_yor", "keys"]) {
    await find(page, typed);
    await expect(page.getByText("Nothing found."), typed).toBeVisible();
  }
});
